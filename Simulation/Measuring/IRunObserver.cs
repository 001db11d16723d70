using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>How far a run is. Called between frames, outside of what is measured.</summary>
public interface IRunObserver
{
    /// <summary>The run goes on.</summary>
    void Advance(in RunProgress progress);

    /// <summary>The run's frames are over; scores are being measured.</summary>
    void StartScoring(string what);
}

/// <summary>Where a run stands.</summary>
/// <param name="Frame">Frames done.</param>
/// <param name="Frames">Frames to do.</param>
/// <param name="FramesPerSecond">Frames per second since the last report.</param>
/// <param name="Loss">Newest loss; NaN if nothing was learned yet.</param>
/// <param name="Score">Score since the start, learning included.</param>
/// <param name="SecondsLeft">Time until the frames are over, at the mean pace so far, s.</param>
public readonly record struct RunProgress(int Frame, int Frames, double FramesPerSecond, float Loss, double Score, double SecondsLeft);
