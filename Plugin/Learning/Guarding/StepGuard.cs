using System.Diagnostics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Learning.Guarding;

/// <summary>A guard of one network's steps. It decides whether a step is applied and when the last good parameters are restored; the updater carries out both.</summary>
/// <remarks>
/// <para>A step is bad if the loss, a value of the gradient or a new parameter is not finite, if the optimizer refuses the gradient as too large, or if the loss is above its running level times <see cref="GuardOptions.ExplosionFactor"/>.
/// Each rollback lowers <see cref="Optimizer.LearningRateScale"/> down to a minimum, and good steps raise it again. If the loss is still high after a rollback, the task has changed, so the loss baseline is reset.
/// If the same parameters are restored a third time, the optimizer's moments may cause the fault, so the moments are reset.</para>
/// <para>Of the two copies that <see cref="GoodParameters"/> keeps, one is good; the other becomes good once <see cref="GuardOptions.SnapshotInterval"/> good steps came after it.
/// Parameters that a step has just ruined, before any loss shows it, are therefore never restored.</para>
/// <code>
/// loss, gradient ─► CheckFinite, CheckLevel ─┬─ None ─► the updater steps ─► OnApplied ─► a copy is due?
///                                            └─ fault ────────────────────► OnRefused ─► roll back?
/// </code>
/// <para>Does not allocate. One thread at a time.</para>
/// </remarks>
public sealed class StepGuard
{
    private readonly GuardOptions _options;
    private LossLevel _level;
    private int _stepsSinceCopy;
    private int _faults;
    private bool _isUnchanged;
    private int _rollbacksToGood;

    /// <summary>Rollbacks to the same good parameters after which the optimizer's moments are reset.</summary>
    internal const int MaxRollbacks = 3;

    internal StepGuard(GuardOptions options)
    {
        options.Validate();
        _options = options with { };
    }

    /// <summary>Number of rollbacks to the last good parameters.</summary>
    public long Rollbacks { get; private set; }

    /// <summary>Loss above which a step is refused; infinite until enough losses were added.</summary>
    public double LossThreshold => _level.Threshold(_options.ExplosionFactor);

    /// <summary>Whether the newer of the two copies exists.</summary>
    internal bool HasNext { get; private set; }

    /// <summary>Level of the losses and faults in a row, without the copies.</summary>
    internal GuardState State
    {
        get => new(_level, _faults, _isUnchanged, _rollbacksToGood);
        set => (_level, _faults, _isUnchanged, _rollbacksToGood) = value;
    }

    /// <summary>Starts over from replaced parameters, which count as good.</summary>
    /// <param name="keepsLevel">Whether the running level of the losses stays valid for the new parameters.</param>
    internal void Reset(bool keepsLevel)
    {
        (HasNext, _stepsSinceCopy) = (false, 0);
        if (!keepsLevel)
        {
            State = GuardState.Start;
        }
    }

    /// <summary>Refuses a loss that is not finite.</summary>
    internal static StepFault CheckFinite(float loss) => IsFinite(loss) ? StepFault.None : StepFault.LossNotFinite;

    /// <summary>Refuses a loss that is far above its running level.</summary>
    internal StepFault CheckLevel(float loss) => loss > LossThreshold ? StepFault.LossExploded : StepFault.None;

    /// <summary>Counts a good step.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="optimizer">Optimizer whose lowered rate recovers.</param>
    /// <returns>Whether a copy of the parameters is due: see <see cref="OnCopied"/>.</returns>
    internal bool OnApplied(float loss, Optimizer optimizer)
    {
        Debug.Assert(IsFinite(loss), "A step with a loss that is not finite is refused, not applied.");
        _level.Add(loss);
        (_faults, _isUnchanged) = (0, false);
        optimizer.LearningRateScale = Math.Min(1, optimizer.LearningRateScale * _options.Recovery);
        return ++_stepsSinceCopy >= _options.SnapshotInterval;
    }

    /// <summary>Counts a finished copy, which is the newer one from now on. If there was a newer one before, it has become the good one.</summary>
    internal void OnCopied()
    {
        Debug.Assert(_stepsSinceCopy >= _options.SnapshotInterval, "Copies are made every SnapshotInterval good steps.");
        _rollbacksToGood = HasNext ? 0 : _rollbacksToGood;
        (HasNext, _stepsSinceCopy) = (true, 0);
    }

    /// <summary>Counts a bad step.</summary>
    /// <returns>Whether the good parameters must be restored: see <see cref="OnRollback"/>.</returns>
    internal bool OnRefused(StepFault fault)
    {
        Debug.Assert(fault != StepFault.None, "A refused step has a fault.");
        return ++_faults >= _options.RollbackAfter || fault == StepFault.WeightNotFinite;
    }

    /// <summary>Counts a rollback, just after the good copy was restored.</summary>
    /// <param name="optimizer">Optimizer whose rate is lowered, and whose moments are reset after <see cref="MaxRollbacks"/> to the same parameters.</param>
    /// <returns>Whether the optimizer's state was reset, so that the good copy must be renewed.</returns>
    internal bool OnRollback(Optimizer optimizer)
    {
        // Without a step since the last rollback, the loss is high at the good parameters: the task has changed.
        _level = _isUnchanged ? default : _level;
        optimizer.LearningRateScale *= _options.Backoff;
        (HasNext, _stepsSinceCopy, _faults, _isUnchanged) = (false, 0, 0, true);
        Rollbacks++;
        if (++_rollbacksToGood < MaxRollbacks)
        {
            return false;
        }

        optimizer.ResetState();
        _rollbacksToGood = 0;
        return true;
    }

    /// <summary>Progress of the copies, which a saved game keeps with them.</summary>
    internal (bool HasNext, int StepsSinceCopy) CopyProgress
    {
        get => (HasNext, _stepsSinceCopy);
        set => (HasNext, _stepsSinceCopy) = value;
    }

    /// <summary>Exclusive upper bound of the steps since a copy.</summary>
    internal int SnapshotInterval => _options.SnapshotInterval;

    private static bool IsFinite(float value) => Math.Abs(value) <= float.MaxValue;
}
