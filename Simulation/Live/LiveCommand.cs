using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Live;

/// <summary>A change to a live run, made by whoever watches. It is applied between two frames, on the run's thread.</summary>
/// <param name="Text">What it does, for the list of events: <c>learning rate 0.003</c>; empty for one of many that lead to another, as in a drag.</param>
/// <param name="Apply">Does it. What it throws of bad files, names and values is told to the observer, and the run goes on as it was.</param>
public sealed record LiveCommand(string Text, Action<SimulationRun> Apply)
{
    /// <summary>What it did, once that is known; null, the default, for <see cref="Text"/>.</summary>
    public Func<string>? Outcome { get; init; }

    /// <summary>Whether it changes the run, default true: saving does not.</summary>
    public bool IsChange { get; init; } = true;
}
