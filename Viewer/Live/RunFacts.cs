using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Viewer.Live;

/// <summary>What of a run stays the same through it.</summary>
/// <param name="Options">What it was begun with.</param>
/// <param name="ScoreMeaning">What the scores of brains and teachers count.</param>
/// <param name="RunScoreMeaning">What its own score counts, while it goes on.</param>
/// <param name="Brains">Its brains, by kind.</param>
/// <param name="Measures">What its agents can be coloured by, the default first.</param>
public sealed record RunFacts(RunOptions Options, string ScoreMeaning, string RunScoreMeaning, IReadOnlyList<BrainFacts> Brains, IReadOnlyList<Measure> Measures)
{
    /// <summary>Whether food and hazards can be placed.</summary>
    public bool HasPlacement { get; init; }

    /// <summary>Whether agents can be driven.</summary>
    public bool HasHumanDriver { get; init; }

    /// <summary>Name of the scenario.</summary>
    public string Scenario => Options.Scenario;

    /// <summary>The seed.</summary>
    public ulong Seed => Options.Seed;
}
