using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.Live;

/// <summary>The measurements of one frame of a live run: those of a <see cref="RunRecord"/> and those of the frame's learning.</summary>
/// <param name="Frames">Number of finished frames, this one included.</param>
/// <param name="Times">Times of the frame's parts.</param>
/// <param name="Loss">Mean loss of the frame's last minibatch; NaN if there was none.</param>
/// <param name="LabelVariance">Variance of the teacher's actions, which equals the loss of the best constant guess.</param>
/// <param name="HeldOutLoss">Loss on held-out examples; NaN if it was not measured.</param>
/// <param name="NewRowsLoss">Loss of the frame's decisions before anything was learned from their rows; NaN if there is none.</param>
/// <param name="Score">Score after the frame: since the start of the run, or from the newest measurement.</param>
/// <param name="Learning">Time and work of the frame's learning.</param>
/// <param name="Overruns">Number of frames so far whose learning took longer than its budget.</param>
/// <param name="AllocatedBytes">Bytes that the frame allocated on the run's thread.</param>
public readonly record struct LiveFigures(
    long Frames, FrameTimes Times, float Loss, double LabelVariance, double HeldOutLoss, float NewRowsLoss, double Score, FrameLearning Learning, long Overruns,
    long AllocatedBytes)
{
    /// <summary>The frame's figures by kind of agents. Valid until the next frame.</summary>
    public ReadOnlyMemory<KindFigures> Kinds { get; init; }

    /// <summary>Number of the frame in which learning stopped and the best weights were restored; null while it has not stopped.</summary>
    public long? StoppedAt { get; init; }
}
