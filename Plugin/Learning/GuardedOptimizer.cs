using System.Diagnostics;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning;

/// <summary>An optimizer over one network's range of the parameters, behind a guard: it checks, steps, verifies, copies and rolls back.</summary>
/// <remarks>
/// <code>
/// Checking ──► Updating ──► Verifying ──► (Copying) ──► Idle
///     └─ fault: the parameters stay, or the good ones come back ──► Idle
/// </code>
/// While <see cref="IsUpdating"/>, a part of the parameters belongs to the new step and the rest to the old one: nobody may copy them. Does not allocate. One thread at a time.
/// </remarks>
internal sealed class GuardedOptimizer
{
    private readonly ParameterBuffer _parameters;
    private readonly ParameterBuffer _gradients;
    private readonly string _network;
    private readonly OptimizerOptions _options;
    private readonly GoodParameters? _good;

    internal GuardedOptimizer(ParameterBuffer parameters, ParameterBuffer gradients, string network, OptimizerOptions options, GuardOptions? guard)
    {
        (_parameters, _gradients, _network, _options) = (parameters, gradients, network, options.Copy());
        Optimizer = CreateOptimizer();
        if (guard is not null)
        {
            Guard = new StepGuard(guard);
            _good = new GoodParameters(parameters, network, Optimizer);
        }
    }

    internal Optimizer Optimizer { get; }

    internal StepGuard? Guard { get; }

    /// <summary>Whether the parameters are half way between two steps.</summary>
    internal bool IsUpdating { get; private set; }

    /// <summary>Fault of the newest step.</summary>
    internal StepFault Fault { get; private set; }

    /// <summary>Whether the newest step rolled back.</summary>
    internal bool IsRolledBack { get; private set; }

    /// <summary>Steps by the gradients as they are, unless the guard refuses.</summary>
    internal void Step(float loss)
    {
        Span<float> parameters = _parameters.Network(_network);
        ReadOnlySpan<float> gradients = _gradients.Network(_network);
        IsRolledBack = false;
        StepFault gradientFault = Optimizer.Accepts(gradients) ? StepFault.None : StepGuard.FaultOf(gradients);
        Fault = Guard?.Check(loss, gradientFault) ?? gradientFault;
        if (Fault == StepFault.None)
        {
            Optimizer.StepUnchecked(parameters, gradients);
            Fault = Guard is null || Bounds.AreFinite(parameters) ? StepFault.None : StepFault.WeightNotFinite;
        }

        if (Guard is not null)
        {
            Judge(loss, parameters);
        }
    }

    /// <summary>Starts from parameters that came from elsewhere and count as good.</summary>
    /// <param name="keepsLevel">Whether the running level of the losses holds for them too.</param>
    internal void OnParametersReplaced(bool keepsLevel)
    {
        Debug.Assert(!IsUpdating, "Parameters are replaced between two steps.");
        Guard?.Reset(keepsLevel);
        _good?.TakeGood(_parameters.Network(_network));
    }

    /// <summary>Sets the optimizer's state to its start. The learning rate stays. Allocates.</summary>
    internal void Reset()
    {
        Optimizer fresh = CreateOptimizer();
        OptimizerSnapshot start = fresh.CreateSnapshot();
        fresh.CopyTo(start);
        Optimizer.CopyFrom(start);
        Optimizer.LearningRateScale = 1;
        OnParametersReplaced(keepsLevel: true);
    }

    internal void Save(TensorArchive archive, UpdaterKeys keys)
    {
        GuardState.Save(archive, keys.Guard, Guard, Optimizer);
        Optimizer.Save(archive, keys.Optimizer);
    }

    /// <summary>As <see cref="Save"/>, for the state before the first step.</summary>
    internal void SaveStart(TensorArchive archive, UpdaterKeys keys)
    {
        Optimizer start = CreateOptimizer();
        GuardState.Save(archive, keys.Guard, null, start);
        start.Save(archive, keys.Optimizer);
    }

    /// <exception cref="ArchiveFormatException">The state is not whole; nothing was changed.</exception>
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
    }

    internal void SaveCopies(TensorArchive archive, UpdaterKeys keys) => _good?.Save(archive, keys.Copies, Guard!);

    internal void LoadCopies(TensorArchive archive, UpdaterKeys keys) => _good?.Load(archive, keys.Copies, Guard!);

    /// <summary>Refuses a state that no optimizer of this kind behind a guard saves. Changes nothing.</summary>
    internal static void RequireState(TensorArchive archive, UpdaterKeys keys, Optimizer optimizer, int length)
    {
        GuardState.Read(archive, keys.Guard);
        optimizer.RequireState(archive, keys.Optimizer, length);
    }

    private void Judge(float loss, Span<float> parameters)
    {
        if (Fault == StepFault.None)
        {
            if (Guard!.OnApplied(loss, Optimizer))
            {
                _good!.TakeNext(parameters, Guard.HasNext);
                Guard.OnCopying();
            }
        }
        else if (Guard!.OnRefused(Fault))
        {
            _good!.Restore(parameters);
            if (Guard.OnRollback(Optimizer))
            {
                _good.TakeGood(parameters);
            }

            IsRolledBack = true;
        }
    }

    private Optimizer CreateOptimizer()
    {
        Span<float> range = _parameters.Network(_network);
        Optimizer optimizer = _options.Create(range.Length);
        optimizer.SetTensors([.. _parameters.Layout.SegmentsOf(_network).Select(segment => segment.Offset - _parameters.Layout.OffsetOf(_network))]);
        return optimizer;
    }
}
