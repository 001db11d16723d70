using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>An optimizer over one network's range of the parameters, behind a guard: it checks, steps, verifies, copies and rolls back.</summary>
/// <remarks>
/// <para>A step visits the values phase by phase, in slices of bounded length. The length of a slice changes no bit of the result.</para>
/// <code>
/// Begin ─► Checking ─► Updating ─► Verifying ─┬────────────► Idle
///              │ fault                 │ fault └► Copying ──► Idle      every SnapshotInterval good steps
///        FindingFault                  │
///              └───────────┬───────────┘
///                          └► Restoring ────────────────────► Idle      after RollbackAfter faults; before that the parameters stay
///                                 └► Recopying ─────────────► Idle      after MaxRollbacks to the same copy, which receives the optimizer's reset state
/// </code>
/// <para>While <see cref="IsUpdating"/>, the parameters belong partly to the new step and partly to the old one, or are not verified yet. They are not published then.
/// Does not allocate. One thread at a time.</para>
/// </remarks>
internal sealed class GuardedOptimizer
{
    private readonly ParameterBuffer _parameters;
    private readonly ParameterBuffer _gradients;
    private readonly string _network;
    private readonly bool _guardsLossLevel;
    private readonly OptimizerOptions _options;
    private readonly GoodParameters? _good;
    private Phase _phase;
    private int _at;
    private float _loss;

    internal GuardedOptimizer(ParameterBuffer parameters, ParameterBuffer gradients, string network, OptimizerOptions options, GuardOptions? guard, bool guardsLossLevel = true)
    {
        _guardsLossLevel = guardsLossLevel;
        (_parameters, _gradients, _network, _options) = (parameters, gradients, network, options.Copy());
        Optimizer = CreateOptimizer();
        if (guard is not null)
        {
            Guard = new StepGuard(guard);
            _good = new GoodParameters(parameters, network, Optimizer);
        }
    }

    private enum Phase
    {
        Idle,
        Checking,
        FindingFault,
        Updating,
        Verifying,
        Copying,
        Restoring,
        Recopying,
    }

    internal Optimizer Optimizer { get; }

    /// <summary>The network on its device. Replaced between steps.</summary>
    internal IDeviceTrainer? Trainer { get; set; }

    internal StepGuard? Guard { get; }

    /// <summary>Whether a step was begun and is not finished.</summary>
    internal bool IsBegun => _phase != Phase.Idle;

    /// <summary>Whether the parameters are partly written, or are written but not verified or copied yet.</summary>
    internal bool IsUpdating => _phase > Phase.FindingFault;

    /// <summary>Fault of the newest step.</summary>
    internal StepFault Fault { get; private set; }

    /// <summary>Whether the newest step rolled back.</summary>
    internal bool IsRolledBack { get; private set; }

    /// <summary>Begins a step with the current gradients.</summary>
    /// <param name="loss">Loss of the minibatch at the current parameters.</param>
    internal void Begin(float loss)
    {
        Debug.Assert(!IsBegun, "A step begins where the one before has ended.");
        (_loss, Fault, IsRolledBack, _at, _phase) = (loss, StepFault.None, false, 0, Phase.Checking);
        Trainer!.BeginUpdate();
        Refuse(Guard is null ? StepFault.None : StepGuard.CheckFinite(loss));
    }

    /// <summary>Runs the rest of the step, or its next slice.</summary>
    /// <returns>Whether the step is finished: see <see cref="Fault"/>.</returns>
    internal bool Advance(StepPart part)
    {
        int left = part == StepPart.Slice ? OptimizerStep.SliceValues : int.MaxValue;
        Span<float> parameters = _parameters.Network(_network);
        while (IsBegun && left > 0)
        {
            int count = Math.Max(Numerics.Matrix.StrideMultiple, Math.Min(left, parameters.Length - _at));
            Advance(parameters, count);
            left = part == StepPart.Slice ? left - count : left;
        }

        return !IsBegun;
    }

    /// <summary>Abandons a step that has changed nothing yet.</summary>
    internal void Abandon()
    {
        Debug.Assert(!IsUpdating, "A step that has changed parameters is finished, not abandoned.");
        _phase = Phase.Idle;
    }

    /// <summary>Starts over from replaced parameters, which count as good.</summary>
    /// <param name="keepsLevel">Whether the running level of the losses stays valid for the new parameters.</param>
    internal void OnParametersReplaced(bool keepsLevel)
    {
        Debug.Assert(!IsUpdating, "Parameters are replaced between two steps.");
        Guard?.Reset(keepsLevel);
        Trainer?.Download(HostMemory.OptimizerState);
        _good?.CopyToGood(_parameters.Network(_network));
        Trainer?.Upload(HostMemory.Parameters | HostMemory.OptimizerState);
    }

    /// <summary>Resets the optimizer's state and undoes the guard's lowering of the learning rate. The learning rate itself stays. Allocates.</summary>
    internal void Reset()
    {
        Trainer?.Download(HostMemory.Parameters);
        Optimizer fresh = CreateOptimizer();
        OptimizerSnapshot start = fresh.CreateSnapshot();
        fresh.CopyTo(start);
        Optimizer.CopyFrom(start);
        Optimizer.LearningRateScale = 1;
        Trainer?.Upload(HostMemory.OptimizerState);
        OnParametersReplaced(keepsLevel: true);
    }

    internal void Save(TensorArchive archive, UpdaterKeys keys)
    {
        Trainer?.Download(HostMemory.OptimizerState);
        GuardState.Save(archive, keys.Guard, Guard, Optimizer);
        Optimizer.Save(archive, keys.Optimizer);
    }

    /// <summary>Adds the state before the first step, under the names of <see cref="Save"/>.</summary>
    internal void SaveStart(TensorArchive archive, UpdaterKeys keys)
    {
        Optimizer start = CreateOptimizer();
        GuardState.Save(archive, keys.Guard, null, start);
        start.Save(archive, keys.Optimizer);
    }

    /// <exception cref="ArchiveFormatException">The state is incomplete; nothing was changed.</exception>
    internal void Load(TensorArchive archive, UpdaterKeys keys)
    {
        RequireState(archive, keys, Optimizer, _parameters.Network(_network).Length);
        Optimizer.LoadState(archive, keys.Optimizer);
        (GuardState guard, double scale) = GuardState.Read(archive, keys.Guard);
        Optimizer.LearningRateScale = Guard is null ? 1 : scale;
        if (Guard is not null)
        {
            Guard.State = guard;
        }

        Trainer?.Upload(HostMemory.OptimizerState);
    }

    internal void SaveCopies(TensorArchive archive, UpdaterKeys keys) => _good?.Save(archive, keys.Copies, Guard!);

    internal void LoadCopies(TensorArchive archive, UpdaterKeys keys) => _good?.Load(archive, keys.Copies, Guard!);

    /// <summary>Refuses a state that a guarded optimizer of this kind can't have saved. Changes nothing.</summary>
    internal static void RequireState(TensorArchive archive, UpdaterKeys keys, Optimizer optimizer, int length)
    {
        GuardState.Read(archive, keys.Guard);
        optimizer.RequireState(archive, keys.Optimizer, length);
    }

    private void Advance(Span<float> parameters, int count)
    {
        int end = Math.Min(parameters.Length, _at + count);
        bool isLast = end == parameters.Length;
        switch (_phase)
        {
            case Phase.Checking or Phase.Updating:
                AdvanceStep(count);
                return;
            case Phase.FindingFault when !Bounds.AreFinite(_gradients.Network(_network)[_at..end]):
                Refuse(StepFault.GradientNotFinite);
                return;
            case Phase.FindingFault when isLast:
                Refuse(StepFault.GradientTooLarge);
                return;
            case Phase.Verifying when !Trainer!.AreParametersFinite(_at, end):
                Refuse(StepFault.WeightNotFinite);
                return;
            case Phase.Verifying when isLast:
                bool isCopyDue = Guard!.OnApplied(_loss, Optimizer);
                if (isCopyDue)
                {
                    Trainer.Download(HostMemory.Parameters | HostMemory.OptimizerState);
                    _good!.BeginNext(Guard.HasNext);
                }

                GoTo(isCopyDue ? Phase.Copying : Phase.Idle);
                return;
            case Phase.Copying:
                _good!.CopyToNext(parameters, _at, end);
                break;
            case Phase.Restoring:
                _good!.Restore(parameters, _at, end);
                break;
            case Phase.Recopying:
                _good!.CopyToGood(parameters, _at, end);
                break;
        }

        _at = end;
        if (isLast)
        {
            Conclude();
        }
    }

    private void AdvanceStep(int count)
    {
        switch (Trainer!.AdvanceUpdate(count))
        {
            case StepPhase.Refused:
                Trainer.Download(HostMemory.Gradients);
                GoTo(Phase.FindingFault);
                break;
            case StepPhase.Updating:
                _phase = Phase.Updating;
                _at += count;
                break;
            case StepPhase.Accepted:
                _at = 0;
                Refuse(_guardsLossLevel && Guard is not null ? Guard.CheckLevel(_loss) : StepFault.None);
                break;
            case StepPhase.Checking:
                _at += count;
                break;
            case StepPhase.Done:
                GoTo(Guard is null ? Phase.Idle : Phase.Verifying);
                break;
        }
    }

    /// <summary>Refuses a step with a fault. The parameters stay unchanged, or the good ones are restored.</summary>
    private void Refuse(StepFault fault)
    {
        if (fault != StepFault.None)
        {
            Fault = fault;
            Trainer!.AbandonUpdate();
            GoTo(Guard is not null && Guard.OnRefused(fault) ? Phase.Restoring : Phase.Idle);
        }
    }

    /// <summary>Ends a copy or a rollback.</summary>
    private void Conclude()
    {
        switch (_phase)
        {
            case Phase.Copying:
                Guard!.OnCopied();
                break;
            case Phase.Restoring:
                IsRolledBack = true;
                bool isReset = Guard!.OnRollback(Optimizer);
                Trainer!.Upload(HostMemory.Parameters | HostMemory.OptimizerState);
                if (isReset)
                {
                    GoTo(Phase.Recopying);
                    return;
                }

                break;
        }

        GoTo(Phase.Idle);
    }

    private void GoTo(Phase phase) => (_phase, _at) = (phase, 0);

    private Optimizer CreateOptimizer()
    {
        Span<float> range = _parameters.Network(_network);
        Optimizer optimizer = _options.Create(range.Length);
        optimizer.SetTensors([.. _parameters.Layout.SegmentsOf(_network).Select(segment => segment.Offset - _parameters.Layout.OffsetOf(_network))]);
        return optimizer;
    }
}
