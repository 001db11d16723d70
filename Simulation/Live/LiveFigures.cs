using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.Live;

/// <summary>What a frame of a live run measured: the figures of a <see cref="RunRecord"/>, and those of the frame's learning.</summary>
/// <param name="Frames">Frames done, this one included.</param>
/// <param name="Times">How long its parts took.</param>
/// <param name="Loss">Mean loss of its last minibatch; NaN where it did not learn.</param>
/// <param name="LabelVariance">Variance of the teacher's actions: the loss of a constant guess.</param>
/// <param name="HeldOutLoss">Loss on held-out examples; NaN where it was not measured.</param>
/// <param name="NewRowsLoss">Loss of decisions before anything was learned from their rows; NaN where there is none.</param>
/// <param name="Score">Score from the start to the frame, or as last measured.</param>
/// <param name="Learning">What learning took and did.</param>
/// <param name="Overruns">Frames so far in which learning took longer than its budget.</param>
/// <param name="AllocatedBytes">What the frame allocated on the run's thread.</param>
public readonly record struct LiveFigures(
    long Frames, FrameTimes Times, float Loss, double LabelVariance, double HeldOutLoss, float NewRowsLoss, double Score, FrameLearning Learning, long Overruns,
    long AllocatedBytes)
{
    /// <summary>The frame by kind of agents. Valid until the next one: not to be kept.</summary>
    public ReadOnlyMemory<KindFigures> Kinds { get; init; }

    /// <summary>Frame in which learning was stopped and the best weights taken back; null while it was not.</summary>
    public long? StoppedAt { get; init; }
}
