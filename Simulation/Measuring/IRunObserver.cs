using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>An observer of a run's progress. Called between frames, outside the measured time.</summary>
public interface IRunObserver
{
    /// <summary>Reports the progress of the run, at most about ten times a second.</summary>
    void Advance(in RunProgress progress);

    /// <summary>Reports that the next score is being measured.</summary>
    /// <param name="what">The score: "untrained", "trained" or "teacher".</param>
    void StartScoring(string what);
}

/// <summary>The progress of a run.</summary>
/// <param name="Frame">Number of finished frames.</param>
/// <param name="Frames">Number of frames of the whole run.</param>
/// <param name="FramesPerSecond">Frames per second since the last report.</param>
/// <param name="Loss">Newest loss; NaN before the first minibatch.</param>
/// <param name="Score">Score since the start of the run, learning included.</param>
/// <param name="SecondsLeft">Estimated time until the last frame at the mean pace so far, s.</param>
public readonly record struct RunProgress(int Frame, int Frames, double FramesPerSecond, float Loss, double Score, double SecondsLeft);
