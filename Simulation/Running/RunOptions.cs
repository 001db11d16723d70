using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Running;

/// <summary>What to run. Loads from JSON through <see cref="Serialization.StrictJson"/>; the command line overrides it.</summary>
public sealed record RunOptions
{
    /// <summary>The learner that imitates the scenario's teacher.</summary>
    public const string Imitation = "imitation";

    /// <summary>No learner: the brain stays as it was born.</summary>
    public const string None = "none";

    /// <summary>Names of the learners.</summary>
    public static IReadOnlyList<string> Learners { get; } = [Imitation, None];

    /// <summary>Name of the scenario; default forage.</summary>
    public string Scenario { get; set; } = "forage";

    /// <summary>Number of agents, 1 to 1,000,000; default 4,096.</summary>
    public int Agents { get; set; } = 4096;

    /// <summary>Number of frames of 1/60 s, 1 to 100,000,000; default 3,600.</summary>
    public int Frames { get; set; } = 3600;

    /// <summary>Seed of everything random; default 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>imitation or none; default imitation.</summary>
    public string Learner { get; set; } = Imitation;

    /// <summary>Minibatches per frame, 0 to 1,000; default 1.</summary>
    public int LearnSteps { get; set; } = 1;

    /// <summary>Threads that work, 1 to 256; default one per processor. Results don't depend on it.</summary>
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>Settings of the scenario, by name.</summary>
    public Dictionary<string, string> Set { get; set; } = [];
}
