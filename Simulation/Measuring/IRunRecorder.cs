using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>A recorder that writes a run's figures while it runs. Called between frames, outside the measured time.</summary>
public interface IRunRecorder
{
    /// <summary>Number of frames between two calls, at least 1.</summary>
    int Interval { get; }

    /// <summary>Records the figures after each interval, and once more at the end of a run that stops within an interval.</summary>
    /// <param name="record">The measurements of every frame so far.</param>
    /// <param name="brains">The brains in their current state.</param>
    void Record(RunRecord record, IReadOnlyList<Brain> brains);
}
