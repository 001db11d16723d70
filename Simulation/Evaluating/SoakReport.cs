namespace NeuroAgents.Simulation.Evaluating;

/// <summary>What a <see cref="Soak"/> found.</summary>
public sealed record SoakReport
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Number of agents.</summary>
    public required int Agents { get; init; }

    /// <summary>Frames done.</summary>
    public required long Frames { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Agents that were born in the course of it, each in the place of one that died.</summary>
    public required long Births { get; init; }

    /// <summary>Times that the run and its brains were saved.</summary>
    public required int Saves { get; init; }

    /// <summary>Times that all brains were exchanged for older ones from their files.</summary>
    public required int Swaps { get; init; }

    /// <summary>Minibatches learned.</summary>
    public required long LearnSteps { get; init; }

    /// <summary>Memory that the process holds, MiB: after each save, once the first tenth of the frames was done.</summary>
    public required IReadOnlyList<double> WorkingSetMb { get; init; }

    /// <summary>The largest difference of <see cref="WorkingSetMb"/> from its first, as a share of that.</summary>
    public required double WorkingSetDrift { get; init; }

    /// <summary>Garbage collections by generation, once the first tenth of the frames was done.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Time that it took, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>What it broke of its promises, a line each; empty if nothing.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}
