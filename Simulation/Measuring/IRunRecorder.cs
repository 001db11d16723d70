using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>Writes a run down in its course. Called between frames, outside of what is measured.</summary>
public interface IRunRecorder
{
    /// <summary>Frames from one call to the next, at least 1.</summary>
    int Interval { get; }

    /// <summary>Another interval is over, or the run ended in the midst of one.</summary>
    /// <param name="record">What every frame so far measured.</param>
    /// <param name="brains">The brains as they are now.</param>
    void Record(RunRecord record, IReadOnlyList<Brain> brains);
}
