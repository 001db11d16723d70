using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.Measuring;

/// <summary>What some frames in a row measured.</summary>
/// <param name="Loss">Mean loss over the frames that learned; NaN if none did.</param>
/// <param name="LabelVariance">Mean variance of the teacher's actions.</param>
/// <param name="Score">Score from the start of the run to the last of the frames.</param>
/// <param name="Times">Mean times, ms.</param>
/// <param name="HeldOutLoss">Mean loss on held-out examples over the frames that measured it; NaN if none did.</param>
/// <param name="NewRowsLoss">Mean loss of decisions before anything was learned from their rows; NaN if there is none.</param>
public readonly record struct FrameMeans(double Loss, double LabelVariance, double Score, FrameTimes Times, double HeldOutLoss, double NewRowsLoss);
