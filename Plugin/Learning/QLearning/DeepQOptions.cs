using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Options of <see cref="DeepQLearner"/>. The defaults suit a game with few agents that learns from each decision several times.</summary>
/// <remarks>For discrete actions. With several branches, each has Q-values of its own, and all of them share the target with the mean of the branches' best next values.</remarks>
public sealed record DeepQOptions : LearnerOptions
{
    /// <summary>Name of the target network, in snapshots and in saved files.</summary>
    public const string TargetNetwork = "target";

    /// <summary>Maximum of <see cref="Steps"/>.</summary>
    public const int MaxSteps = 10;

    /// <summary>Whether the learned network chooses the next action that the target network values (double Q-learning). Without it, values are overestimated. Default: true.</summary>
    public bool IsDouble { get; set; } = true;

    /// <summary>Decisions n whose rewards a target sums before it continues with a value, 1 to 10. More steps carry rewards back faster, but credit earlier decisions with the results of explored ones. Default: 3.</summary>
    public int Steps { get; set; } = 3;

    /// <summary>Distance δ from the target above which an error has a limited gradient (Huber loss), at least 0, in units of the return; 0 for the squared error. Smaller distances are stabler, and slow where returns are large. Default: 1.</summary>
    public float HuberDelta { get; set; } = 1;

    /// <summary>Discount γ of the rewards per decision, 0 to 1. Larger values look further ahead and make values noisier. Default: 0.99.</summary>
    public double Gamma { get; set; } = 0.99;

    /// <summary>Rows per minibatch, 1 to 65,536. Larger minibatches give smoother gradients and slower frames. Default: 128.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>Newest transitions kept, <see cref="BatchSize"/> to 8,388,608. Larger capacities remember more and take more memory. Default: 65,536.</summary>
    public int ReplayCapacity { get; set; } = 65_536;

    /// <summary>Transitions that are recorded before learning begins, 0 to 8,388,608. More of them make the first steps less one-sided. Default: 1,000.</summary>
    public int LearnAfter { get; set; } = 1000;

    /// <summary>Rows learned from for each recorded row, above 0 to 1,000. Higher ratios learn more from each decision and take more time. At most ten minibatches can be due, or what the newest decision adds if that is more; the rest is dropped. Default: 8.</summary>
    public double ReplayRatio { get; set; } = 8;

    /// <summary>Minibatches between two copies of the network to the target network, 1 to 1,000,000. Larger intervals are stabler and slower. Default: 500.</summary>
    public int TargetEvery { get; set; } = 500;

    /// <summary>Share τ of the way that the target network moves to the network after each minibatch, 0 to 1; 0 for copies as <see cref="TargetEvery"/> sets them. Larger shares are faster and less stable. Default: 0.</summary>
    public float Tau { get; set; }

    /// <summary>Chance of random choices while learning. Default: from 1 to 0.05 over 20,000 decisions.</summary>
    public Exploration Exploration { get; set; } = new();

    /// <summary>Optimizer of the network. It must have no clipping of its own; <see cref="MaxGradientNorm"/> sets the clipping. Default: Adam with η = 5e-4.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions { LearningRate = 5e-4 };

    /// <summary>Limit of the norm of the gradient, at least 0; 0 for no limit. Smaller limits bound the effect of a rare minibatch. Default: 10.</summary>
    public double MaxGradientNorm { get; set; } = 10;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Steps, 1, MaxSteps);
        Require.InRange(HuberDelta, 0, float.MaxValue);
        Require.InRange(Gamma, 0, 1);
        Require.InRange(BatchSize, 1, 65_536);
        Require.InRange(ReplayCapacity, BatchSize, TransitionReplay.MaxRows);
        Require.InRange(LearnAfter, 0, TransitionReplay.MaxRows);
        Require.InRange(ReplayRatio, 1e-6, 1000);
        Require.InRange(TargetEvery, 1, 1_000_000);
        Require.InRange(Tau, 0, 1);
        Require.InRange(MaxGradientNorm, 0, float.MaxValue);
        Require.NotNull(Exploration);
        Exploration.Validate();
        Require.NotNull(Optimizer);
        Optimizer.ValidateWithoutClipping();
    }

    /// <inheritdoc/>
    public override LearnerOptions Copy() => ((DeepQOptions)base.Copy()) with { Optimizer = Optimizer.Copy(), Exploration = Exploration with { } };

    /// <summary>The network of Q-values.</summary>
    public override Sequential CreatePolicy(PolicyShape shape) => QNetworks.Create(shape, isNormalized: false);

    /// <inheritdoc/>
    public override PolicyHead CreateHead(ActionShape shape) => QNetworks.CreateHead(shape, Exploration);

    /// <summary>The target network: the layers of the network itself.</summary>
    public override IReadOnlyList<LearnerNetwork> Networks(Sequential policy)
    {
        Require.NotNull(policy);
        return [new LearnerNetwork(TargetNetwork, policy) { Outputs = NetworkOutputs.Actions }];
    }

    internal override LearnerOptions ForWarmup(int rows) => this with { BatchSize = Math.Min(BatchSize, rows), ReplayCapacity = 4 * rows, LearnAfter = 0, ReplayRatio = 2 };

    internal override LearnerOptions WithCapacities(CapacityLimit limit)
    {
        int batchSize = limit.Lower("learner.batch_size", BatchSize, limit.MinibatchRowBytes, 1);
        return this with { BatchSize = batchSize, ReplayCapacity = limit.Lower("learner.replay_capacity", ReplayCapacity, 2 * limit.ExperienceBytes, batchSize) };
    }

    internal override void RequireState(TensorArchive archive, ParameterLayout layout) => QLearningState.Require(archive, DeepQLearner.Kind, Optimizer, layout);

    /// <inheritdoc/>
    public override ILearner Create(LearnerContext context) => new DeepQLearner(this, context);

    /// <inheritdoc/>
    public override ILearnerState? CreateState(ILearner learner, LearnerContext context) => new QLearningState((IQLearner)learner, QNetworks.HeadOf(context));
}
