using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>The part that all reports on a scenario share: its name, the number of agents, the number of frames and the seed.</summary>
public abstract record ScenarioReport
{
    /// <summary>Name of the scenario.</summary>
    [JsonPropertyOrder(-1)]
    public required string Scenario { get; init; }

    /// <summary>Number of agents.</summary>
    [JsonPropertyOrder(-1)]
    public required int Agents { get; init; }

    /// <summary>Number of frames of the run, or of each measured score.</summary>
    [JsonPropertyOrder(-1)]
    public required long Frames { get; init; }

    /// <summary>Seed of the world and of the brains.</summary>
    [JsonPropertyOrder(-1)]
    public required ulong Seed { get; init; }
}
