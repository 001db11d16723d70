using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Stands between a gradient and the weights: a bad step is not applied, and after several in a row the last good weights come back.</summary>
/// <remarks>
/// <para>A step is bad if the loss, a value of the gradient or a new weight is not finite, if the optimizer refuses the gradient as too large, or if the loss is above its running level times <see cref="GuardOptions.ExplosionFactor"/>.
/// Each rollback lowers <see cref="Optimizer.LearningRateScale"/> to a minimum at most; good steps let it recover. If the loss is still high after a rollback, the task has changed, so the loss baseline is reset.
/// If the same weights are restored a third time, the optimizer's moments may cause the fault, so the moments are reset.</para>
/// <para>Two copies of weights and optimizer state take turns: one is good, the other becomes good once <see cref="GuardOptions.SnapshotInterval"/> good steps
/// came after it. So weights that a step has just ruined, before any loss shows it, are never gone back to. Does not allocate after its creation. One thread at a time.</para>
/// </remarks>
public sealed partial class StepGuard
{
    private readonly GuardOptions _options;
    private readonly ParameterBuffer _parameters;
    private readonly Optimizer _optimizer;
    private Copy _good;
    private Copy _next;
    private LossLevel _level;
    private bool _hasNext;
    private int _stepsSinceCopy;
    private int _faults;
    private bool _isAsGood;
    private int _rollbacksToGood;

    /// <summary>Rollbacks to the same good weights after which the optimizer's moments are reset.</summary>
    internal const int MaxRollbacks = 3;

    /// <summary>Copies the weights as they are: the first good ones.</summary>
    /// <param name="options">When a step is bad.</param>
    /// <param name="parameters">The weights that steps change.</param>
    /// <param name="optimizer">Who changes them.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public StepGuard(GuardOptions options, ParameterBuffer parameters, Optimizer optimizer)
    {
        Require.NotNull(options);
        Require.NotNull(parameters);
        Require.NotNull(optimizer);
        options.Validate();
        (_options, _parameters, _optimizer) = (options with { }, parameters, optimizer);
        (_good, _next) = (new Copy(parameters, optimizer), new Copy(parameters, optimizer));
    }

    /// <summary>Number of returns to the last good weights.</summary>
    public long Rollbacks { get; private set; }

    /// <summary>The loss from which on a step is refused; infinite while too few losses were seen.</summary>
    public double LossThreshold => _level.Threshold(_options.ExplosionFactor);

    /// <summary>Takes the weights as they are now for good ones: for weights that came from elsewhere.</summary>
    /// <param name="keepsLevel">Whether the losses that were usual are so for them too.</param>
    public void Reset(bool keepsLevel)
    {
        _good.Take(_parameters, _optimizer);
        (_hasNext, _stepsSinceCopy) = (false, 0);
        if (!keepsLevel)
        {
            State = GuardState.Start;
        }
    }

    /// <summary>What it knows of losses and faults, without the copies of weights.</summary>
    internal GuardState State
    {
        get => new(_level, _faults, _isAsGood, _rollbacksToGood);
        set => (_level, _faults, _isAsGood, _rollbacksToGood) = value;
    }

    /// <summary>Makes the optimizer's step unless it is bad.</summary>
    /// <param name="loss">Loss of the minibatch at the weights as they are.</param>
    /// <param name="gradients">Its gradient.</param>
    /// <returns>Why the step was not applied, if it was not.</returns>
    public StepFault Step(float loss, ReadOnlySpan<float> gradients)
    {
        StepFault fault = Check(loss, gradients);
        if (fault == StepFault.None)
        {
            _optimizer.StepUnchecked(_parameters.Values, gradients);
            fault = Bounds.AreFinite(_parameters.Values) ? StepFault.None : StepFault.WeightNotFinite;
        }

        if (fault == StepFault.None)
        {
            Keep(loss);
        }
        else if (++_faults >= _options.RollbackAfter || fault == StepFault.WeightNotFinite)
        {
            RollBack();
        }

        return fault;
    }

    private StepFault Check(float loss, ReadOnlySpan<float> gradients)
    {
        if (float.IsNaN(loss) || float.IsInfinity(loss))
        {
            return StepFault.LossNotFinite;
        }

        if (!_optimizer.Accepts(gradients))
        {
            return GradientFault(gradients);
        }

        return loss > LossThreshold ? StepFault.LossExploded : StepFault.None;
    }

    /// <summary>Finds the fault of a gradient that the optimizer refuses.</summary>
    internal static StepFault GradientFault(ReadOnlySpan<float> gradients)
        => Bounds.AreFinite(gradients) ? StepFault.GradientTooLarge : StepFault.GradientNotFinite;

    private void Keep(float loss)
    {
        _level.Add(loss);
        (_faults, _isAsGood) = (0, false);
        _optimizer.LearningRateScale = Math.Min(1, _optimizer.LearningRateScale * _options.Recovery);
        if (++_stepsSinceCopy < _options.SnapshotInterval)
        {
            return;
        }

        if (_hasNext)
        {
            (_good, _next) = (_next, _good);
            _rollbacksToGood = 0;
        }

        _next.Take(_parameters, _optimizer);
        (_hasNext, _stepsSinceCopy) = (true, 0);
    }

    private void RollBack()
    {
        // Without a good step since the last return the weights are the good ones, and yet the loss is high.
        _level = _isAsGood ? default : _level;
        _good.Restore(_parameters, _optimizer);
        _optimizer.LearningRateScale *= _options.Backoff;
        (_hasNext, _stepsSinceCopy, _faults, _isAsGood) = (false, 0, 0, true);
        if (++_rollbacksToGood >= MaxRollbacks)
        {
            _optimizer.Forget();
            _good.Take(_parameters, _optimizer);
            _rollbacksToGood = 0;
        }

        Rollbacks++;
    }

    /// <summary>Weights and optimizer state of one moment.</summary>
    private sealed partial class Copy
    {
        private readonly Optimizer _optimizer;
        private readonly ParameterLayout _layout;
        private readonly AlignedBuffer _values;
        private readonly OptimizerSnapshot _state;

        internal Copy(ParameterBuffer parameters, Optimizer optimizer)
        {
            _optimizer = optimizer;
            _layout = parameters.Layout;
            _values = new AlignedBuffer(parameters.Layout.Length);
            _state = optimizer.CreateSnapshot();
            Take(parameters, optimizer);
        }

        internal void Take(ParameterBuffer parameters, Optimizer optimizer)
        {
            parameters.Values.CopyTo(_values.Span);
            optimizer.CopyTo(_state);
        }

        internal void Restore(ParameterBuffer parameters, Optimizer optimizer)
        {
            _values.Span.CopyTo(parameters.Values);
            optimizer.CopyFrom(_state);
        }
    }
}
