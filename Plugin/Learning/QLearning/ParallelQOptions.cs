using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Options of <see cref="ParallelQLearner"/>. The defaults suit a game with hundreds of agents; publications with few agents use smaller rollouts and minibatches.</summary>
/// <remarks>For discrete actions. A layer normalisation follows each hidden layer, before its activation: it keeps learning stable without a target network.</remarks>
public sealed record ParallelQOptions : LearnerOptions
{
    private const int MaxRows = 1 << 22;

    /// <summary>Transitions per update, <see cref="BatchSize"/> to 4,194,304. Larger rollouts give steadier but rarer updates. An epoch has whole minibatches only and leaves out the remaining rows, a different choice each time. Default: 8,192.</summary>
    public int RolloutRows { get; set; } = 8192;

    /// <summary>Rows per minibatch, 1 to 65,536. Larger minibatches give smoother gradients and slower frames. Default: 512.</summary>
    public int BatchSize { get; set; } = 512;

    /// <summary>Passes over the rollout in an update, 1 to 100. More epochs learn more from each transition, towards targets that get older. Default: 2.</summary>
    public int Epochs { get; set; } = 2;

    /// <summary>Discount γ of the rewards per decision, 0 to 1. Larger values look further ahead and make values noisier. Default: 0.99.</summary>
    public double Gamma { get; set; } = 0.99;

    /// <summary>Decay λ of the returns, 0 to 1. Larger values trust rewards more than Q-values: less bias, more variance, and more influence of explored actions. Default: 0.65.</summary>
    public double Lambda { get; set; } = 0.65;

    /// <summary>Distance δ from the target above which an error has a limited gradient (Huber loss), at least 0, in units of the return; 0 for the squared error. Default: 0.</summary>
    public float HuberDelta { get; set; }

    /// <summary>Chance of random choices while learning. Default: from 1 to 0.05 over 20,000 decisions.</summary>
    public Exploration Exploration { get; set; } = new();

    /// <summary>Optimizer of the network. It must have no clipping of its own; <see cref="MaxGradientNorm"/> sets the clipping. Default: Adam with η = 2.5e-4.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions { LearningRate = 2.5e-4 };

    /// <summary>Limit of the norm of the gradient, at least 0; 0 for no limit. Smaller limits bound the effect of a rare minibatch. Default: 10.</summary>
    public double MaxGradientNorm { get; set; } = 10;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(BatchSize, 1, 65_536);
        Require.InRange(RolloutRows, BatchSize, MaxRows);
        Require.InRange(Epochs, 1, 100);
        Require.InRange(Gamma, 0, 1);
        Require.InRange(Lambda, 0, 1);
        Require.InRange(HuberDelta, 0, float.MaxValue);
        Require.InRange(MaxGradientNorm, 0, float.MaxValue);
        Require.NotNull(Exploration);
        Exploration.Validate();
        Require.NotNull(Optimizer);
        Optimizer.ValidateWithoutClipping();
    }

    /// <inheritdoc/>
    public override LearnerOptions Copy() => ((ParallelQOptions)base.Copy()) with { Optimizer = Optimizer.Copy(), Exploration = Exploration with { } };

    /// <summary>The network of Q-values, with a layer normalisation between each hidden layer and its activation.</summary>
    public override Sequential CreatePolicy(PolicyShape shape) => QNetworks.Create(shape, isNormalized: true);

    /// <inheritdoc/>
    public override PolicyHead CreateHead(ActionShape shape) => QNetworks.CreateHead(shape, Exploration);

    internal override LearnerOptions ForWarmup(int rows) => this with { BatchSize = Math.Min(BatchSize, rows / 2), RolloutRows = rows, Epochs = 1 };

    internal override LearnerOptions WithCapacities(CapacityLimit limit)
    {
        int batchSize = limit.Lower("learner.batch_size", BatchSize, limit.MinibatchRowBytes, 1);
        return this with { BatchSize = batchSize, RolloutRows = limit.Lower("learner.rollout_rows", RolloutRows, limit.ExperienceBytes, batchSize) };
    }

    internal override void RequireState(TensorArchive archive, ParameterLayout layout) => QLearningState.Require(archive, ParallelQLearner.Kind, Optimizer, layout);

    /// <inheritdoc/>
    public override ILearner Create(LearnerContext context) => new ParallelQLearner(this, context);

    /// <inheritdoc/>
    public override ILearnerState? CreateState(ILearner learner, LearnerContext context) => new QLearningState((IQLearner)learner, QNetworks.HeadOf(context));
}
