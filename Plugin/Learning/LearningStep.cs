using NeuroAgents.Learning.Guarding;

namespace NeuroAgents.Learning;

/// <summary>Result of one step.</summary>
/// <param name="Figures">Loss and other figures of the step, measured before the parameters changed.</param>
/// <param name="Samples">Number of rows learned from; 0 if the step was not applied.</param>
/// <param name="Fault">Reason why the step was not applied; none if it was. After a fault, parameters and optimizer are unchanged or rolled back.</param>
/// <param name="IsRolledBack">Whether the last good parameters were restored.</param>
/// <param name="EvictedRows">Rows removed from the replay because they spoiled several steps.</param>
public readonly record struct LearningStep(LearningFigures Figures, int Samples, StepFault Fault, bool IsRolledBack = false, int EvictedRows = 0)
{
    /// <summary>Creates the result of a step whose only figure is the loss.</summary>
    public LearningStep(float loss, int samples, StepFault fault)
        : this(new LearningFigures { Loss = loss }, samples, fault)
    {
    }

    /// <summary>Loss above which the guard would have refused the step; infinite if it did not compare the loss, NaN if a learner does not report it.</summary>
    public float LossLimit { get; init; } = float.NaN;

    /// <summary>Mean loss of the minibatch before the step.</summary>
    public float Loss => Figures.Loss;

    /// <summary>Whether the step was applied.</summary>
    public bool IsApplied => Fault == StepFault.None;
}
