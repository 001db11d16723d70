using System.Diagnostics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Decides whether a step is applied, and when the last good parameters come back. It changes no parameter itself: the updater does.</summary>
/// <remarks>
/// <para>A step is bad if the loss, a value of the gradient or a new parameter is not finite, if the optimizer refuses the gradient as too large, or if the loss is above its running level times <see cref="GuardOptions.ExplosionFactor"/>.
/// Each rollback lowers <see cref="Optimizer.LearningRateScale"/> to a minimum at most; good steps let it recover. If the loss is still high after a rollback, the task has changed, so the loss baseline is reset.
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
    private bool _isAsGood;
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

    /// <summary>Loss above which a step is refused; infinite while too few losses were seen.</summary>
    public double LossThreshold => _level.Threshold(_options.ExplosionFactor);

    /// <summary>Whether the newer of the two copies exists.</summary>
    internal bool HasNext { get; private set; }

    /// <summary>Level of the losses and faults in a row, without the copies.</summary>
    internal GuardState State
    {
        get => new(_level, _faults, _isAsGood, _rollbacksToGood);
        set => (_level, _faults, _isAsGood, _rollbacksToGood) = value;
    }

    /// <summary>Starts from parameters that came from elsewhere and count as good.</summary>
    /// <param name="keepsLevel">Whether the running level of the losses holds for them too.</param>
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
    /// <returns>Whether a copy of the parameters is due: see <see cref="OnCopying"/>.</returns>
    internal bool OnApplied(float loss, Optimizer optimizer)
    {
        Debug.Assert(IsFinite(loss), "A step with a loss that is not finite is refused, not applied.");
        _level.Add(loss);
        (_faults, _isAsGood) = (0, false);
        optimizer.LearningRateScale = Math.Min(1, optimizer.LearningRateScale * _options.Recovery);
        return ++_stepsSinceCopy >= _options.SnapshotInterval;
    }

    /// <summary>Starts a due copy: the older copy's place is free from now on.</summary>
    internal void OnCopying()
    {
        Debug.Assert(_stepsSinceCopy >= _options.SnapshotInterval, "Copies are made every SnapshotInterval good steps.");
        _rollbacksToGood = HasNext ? 0 : _rollbacksToGood;
        (HasNext, _stepsSinceCopy) = (true, 0);
    }

    /// <summary>Counts a bad step.</summary>
    /// <returns>Whether the good parameters must come back: see <see cref="OnRollback"/>.</returns>
    internal bool OnRefused(StepFault fault)
    {
        Debug.Assert(fault != StepFault.None, "A refused step has a fault.");
        return ++_faults >= _options.RollbackAfter || fault == StepFault.WeightNotFinite;
    }

    /// <summary>Counts a rollback; the good copies were restored just before.</summary>
    /// <param name="optimizer">Optimizer whose rate is lowered, and whose moments are reset if need be.</param>
    /// <returns>Whether the optimizer's state was reset, so that the good copy must be taken again.</returns>
    internal bool OnRollback(Optimizer optimizer)
    {
        // Without a good step since the last rollback the parameters are the good ones, and yet the loss is high.
        _level = _isAsGood ? default : _level;
        optimizer.LearningRateScale *= _options.Backoff;
        (HasNext, _stepsSinceCopy, _faults, _isAsGood) = (false, 0, 0, true);
        Rollbacks++;
        if (++_rollbacksToGood < MaxRollbacks)
        {
            return false;
        }

        optimizer.Forget();
        _rollbacksToGood = 0;
        return true;
    }

    /// <summary>The two numbers that a saved game keeps beside the copies.</summary>
    internal (bool HasNext, int StepsSinceCopy) Turn
    {
        get => (HasNext, _stepsSinceCopy);
        set => (HasNext, _stepsSinceCopy) = value;
    }

    /// <summary>Exclusive upper bound of the steps since a copy.</summary>
    internal int SnapshotInterval => _options.SnapshotInterval;

    private static bool IsFinite(float value) => Math.Abs(value) <= float.MaxValue;
}
