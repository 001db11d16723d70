using System.Runtime.CompilerServices;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Agents;

/// <summary>Hyper-parameters of a brain that can be changed between frames, see <see cref="Brain.Hyperparameters"/>.</summary>
/// <remarks>
/// In the background, every change first waits for running steps, which keep the old values. In lockstep, the same changes at the same frames therefore give the same bits.
/// A saved game contains the changed values; loading the file of a single brain leaves the values as they are.
/// </remarks>
public sealed class BrainHyperparameters : IHyperparameters
{
    private readonly LearningHost _host;
    private readonly HostedLearner _learner;
    private readonly BrainOptions _options;

    internal BrainHyperparameters(LearningHost host, HostedLearner learner, BrainOptions options) => (_host, _learner, _options) = (host, learner, options);

    /// <summary>Step size η of the learner's optimizer, at least 0, before a guard lowers it; NaN without a learner. Larger rates learn faster and less stably. Does not allocate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set without a learner, or while a schedule determines the rate.</exception>
    public double LearningRate
    {
        get => _learner.Hyperparameters?.LearningRate ?? double.NaN;
        set => RequireIdleLearner().LearningRate = value;
    }

    /// <summary>Factor by which a guard has lowered the learning rate, 0.000001 to 1; 1 without a learner. The next step uses <see cref="LearningRate"/> times this.</summary>
    public double LearningRateScale => _learner.Learner is { Updaters: [NetworkUpdater first, ..] } ? first.Optimizer.LearningRateScale : 1;

    /// <summary>Rows per minibatch, 1 to 65,536 and at most the capacity of the replay; 0 without a learner. Larger batches give smoother gradients and slower frames. Setting it allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set out of range.</exception>
    /// <exception cref="InvalidOperationException">Set without a learner.</exception>
    public int BatchSize
    {
        get => _learner.Hyperparameters?.BatchSize ?? 0;
        set
        {
            RequireIdleLearner().BatchSize = value;
            _learner.OnHyperparametersChanged();
        }
    }

    /// <summary>Share of each hidden layer's outputs that a step leaves out, 0 to below 1. More dropout fits the taught rows less closely and may decide better on new ones. If the policy has several rates, this is the first. Setting it allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set without a learner, or with a policy that has several rates or dropout anywhere else than after each hidden layer.</exception>
    public float Dropout
    {
        get => _learner.Hyperparameters?.Dropout ?? _options.Dropout;
        set
        {
            RequireIdleLearner().Dropout = value;
            _learner.OnHyperparametersChanged();
        }
    }

    /// <summary>Resets the optimizer's state, such as Adam's moments, and undoes a guard's lowering of the learning rate. <see cref="LearningRate"/> stays. Allocates.</summary>
    /// <exception cref="InvalidOperationException">The brain has no learner.</exception>
    public void ResetOptimizer() => RequireIdleLearner().ResetOptimizer();

    /// <inheritdoc/>
    public void RequireAllowed(double? learningRate = null, int? batchSize = null, float? dropout = null)
    {
        string name = learningRate is not null ? nameof(LearningRate) : batchSize is not null ? nameof(BatchSize) : dropout is not null ? nameof(Dropout) : nameof(ResetOptimizer);
        RequireIdleLearner(name).RequireAllowed(learningRate, batchSize, dropout);
    }

    private IHyperparameters RequireIdleLearner([CallerMemberName] string name = "")
    {
        _host.Wait(name);
        return _learner.Hyperparameters ?? throw new InvalidOperationException(_learner.Learner is null
            ? $"{name}: expected a brain that learns, received one without a learner."
            : $"{name}: expected a learner with live hyper-parameters, received {_learner.Learner.GetType().Name}, which has none.");
    }
}
