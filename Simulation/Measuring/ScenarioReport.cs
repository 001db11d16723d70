using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>The head of every report on a scenario: what was played, by how many, for how long.</summary>
public abstract record ScenarioReport
{
    /// <summary>Name of the scenario.</summary>
    [JsonPropertyOrder(-1)]
    public required string Scenario { get; init; }

    /// <summary>Number of agents.</summary>
    [JsonPropertyOrder(-1)]
    public required int Agents { get; init; }

    /// <summary>Number of frames that were run, or that each score was measured over.</summary>
    [JsonPropertyOrder(-1)]
    public required long Frames { get; init; }

    /// <summary>The seed.</summary>
    [JsonPropertyOrder(-1)]
    public required ulong Seed { get; init; }
}
