using NeuroAgents.Learning.Guarding;

namespace NeuroAgents.Learning.Hosting;

/// <summary>Counts and figures of several steps together.</summary>
internal struct LearningTally()
{
    internal int Steps;
    internal long Samples;

    /// <summary>Newest value of each figure that applied steps reported.</summary>
    internal LearningFigures Figures = new();
    internal int Skipped;

    /// <summary>Fault, loss and loss limit of the last skipped step; valid if <see cref="Skipped"/> is above 0.</summary>
    internal StepFault Fault;
    internal float FaultLoss;
    internal float FaultLimit = float.NaN;
    internal int Rollbacks;
    internal int EvictedRows;

    /// <summary>Number of steps that were tried.</summary>
    internal readonly int Tried => Steps + Skipped;

    internal void Add(in LearningStep step)
    {
        if (step.IsApplied)
        {
            (Steps, Samples, Figures) = (Steps + 1, Samples + step.Samples, step.Figures.OrEarlier(Figures));
            return;
        }

        (Skipped, Fault, FaultLoss, FaultLimit) = (Skipped + 1, step.Fault, step.Loss, step.LossLimit);
        Rollbacks += step.IsRolledBack ? 1 : 0;
        EvictedRows += step.EvictedRows;
    }

    /// <summary>Adds later steps.</summary>
    internal void Add(in LearningTally later)
    {
        Figures = later.Steps > 0 ? later.Figures.OrEarlier(Figures) : Figures;
        (Fault, FaultLoss, FaultLimit) = later.Skipped > 0 ? (later.Fault, later.FaultLoss, later.FaultLimit) : (Fault, FaultLoss, FaultLimit);
        (Steps, Samples) = (Steps + later.Steps, Samples + later.Samples);
        (Skipped, Rollbacks, EvictedRows) = (Skipped + later.Skipped, Rollbacks + later.Rollbacks, EvictedRows + later.EvictedRows);
    }
}
