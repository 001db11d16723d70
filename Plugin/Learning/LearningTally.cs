using NeuroAgents.Learning.Guarding;

namespace NeuroAgents.Learning;

/// <summary>What several steps did together.</summary>
internal struct LearningTally
{
    internal int Steps;
    internal long Samples;
    internal float Loss;
    internal int Skipped;
    internal StepFault Fault;
    internal float FaultLoss;
    internal int Rollbacks;
    internal int EvictedRows;

    /// <summary>Number of steps that were tried.</summary>
    internal readonly int Tried => Steps + Skipped;

    internal void Add(in LearningStep step)
    {
        if (step.IsApplied)
        {
            (Steps, Samples, Loss) = (Steps + 1, Samples + step.Samples, step.Loss);
            return;
        }

        (Skipped, Fault, FaultLoss) = (Skipped + 1, step.Fault, step.Loss);
        Rollbacks += step.IsRolledBack ? 1 : 0;
        EvictedRows += step.EvictedRows;
    }

    /// <summary>Adds the counts of later steps.</summary>
    internal void Add(in LearningTally later)
    {
        Loss = later.Steps > 0 ? later.Loss : Loss;
        (Fault, FaultLoss) = later.Skipped > 0 ? (later.Fault, later.FaultLoss) : (Fault, FaultLoss);
        (Steps, Samples) = (Steps + later.Steps, Samples + later.Samples);
        (Skipped, Rollbacks, EvictedRows) = (Skipped + later.Skipped, Rollbacks + later.Rollbacks, EvictedRows + later.EvictedRows);
    }
}
