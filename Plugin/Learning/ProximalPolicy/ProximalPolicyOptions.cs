using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Options of <see cref="ProximalPolicyLearner"/>. The defaults suit a game with hundreds of agents; publications with few agents use smaller rollouts and minibatches.</summary>
public sealed record ProximalPolicyOptions : LearnerOptions
{
    /// <summary>Name of the value network, in snapshots and in saved files.</summary>
    public const string ValueNetwork = "value";

    /// <summary>Name of the reference policy of a leash, in snapshots and in saved files.</summary>
    public const string ReferenceNetwork = "reference";

    private const int MaxRows = 1 << 22;

    /// <summary>Transitions per update, <see cref="BatchSize"/> to 4,194,304. Larger rollouts give steadier but rarer updates. An epoch has whole minibatches only and leaves out the remaining rows, a different choice each time. Default: 8,192.</summary>
    public int RolloutRows { get; set; } = 8192;

    /// <summary>Rows per minibatch, 2 to 65,536. Larger minibatches give smoother gradients and slower frames. Default: 512.</summary>
    public int BatchSize { get; set; } = 512;

    /// <summary>Passes over the rollout in an update, 1 to 100. More epochs learn more from each transition and move further from the policy that acted. Default: 3.</summary>
    public int Epochs { get; set; } = 3;

    /// <summary>Discount γ of the rewards per decision, 0 to 1. Larger values look further ahead and make values noisier. Default: 0.99.</summary>
    public double Gamma { get; set; } = 0.99;

    /// <summary>Decay λ of the advantage estimator, 0 to 1. Larger values trust rewards more than the value network: less bias, more variance. Default: 0.95.</summary>
    public double Lambda { get; set; } = 0.95;

    /// <summary>Clip range ε of the probability ratio, 1e-6 to 1. Smaller ranges keep the policy closer to the one that acted, and learn more slowly. Default: 0.2.</summary>
    public float ClipRange { get; set; } = 0.2f;

    /// <summary>Updates over which the clip range falls linearly to 0, 0 to 1,000,000,000; 0 for a constant range. Fewer updates end learning earlier. Default: 0.</summary>
    public int ClipRangeDecayUpdates { get; set; }

    /// <summary>Clip range of the value around its old prediction, 1e-6 to 1e30, in units of the return; 0 for none. It slows the value network where returns are large. Default: 0.</summary>
    public float ValueClipRange { get; set; }

    /// <summary>Weight of the policy's entropy in its objective, 0 to 10. Larger weights explore longer. Default: 0.005.</summary>
    public float EntropyCoefficient { get; set; } = 0.005f;

    /// <summary>Weight of the value loss, 1e-6 to 100. It scales the value network's gradient before its norm is clipped. Default: 0.5.</summary>
    public float ValueCoefficient { get; set; } = 0.5f;

    /// <summary>Whether each minibatch's advantages are shifted and scaled to mean 0 and deviation 1. Without it, the step size depends on the scale of the rewards. Default: true.</summary>
    public bool NormalizeAdvantages { get; set; } = true;

    /// <summary>Kullback-Leibler divergence from the acting policy above which an update ends early, nats, at least 0; 0 for no limit. Smaller limits make updates safer and shorter. Default: 0.03.</summary>
    public float TargetKl { get; set; } = 0.03f;

    /// <summary>Whether rewards are divided by the running deviation of the agents' discounted returns and limited to ±10, see <see cref="RewardScale"/>. Brings the returns of any task to a size that one learning rate suits; reported returns stay unscaled. Default: false.</summary>
    public bool ScaleRewards { get; set; }

    /// <summary>Initial ln σ of continuous actions, −5 to 2. Larger values explore more widely at first. A policy that was copied from imitation starts with it too. Default: 0.</summary>
    public float InitialLogSigma { get; set; }

    /// <summary>Updates at the start in which only the value network learns, 0 to 1,000,000. They keep an untrained value network from spoiling a policy that was copied, and cost an update's experience each. Default: 0.</summary>
    public int CriticWarmupUpdates { get; set; }

    /// <summary>A leash that holds the policy near the one it started from, for a brain that imitated first; null for none. Default: null.</summary>
    public LeashOptions? Leash { get; set; }

    /// <summary>Optimizer of each of the two networks. It must have no clipping of its own; <see cref="MaxGradientNorm"/> sets the clipping. Default: Adam with η = 3e-4 and ε = 1e-5.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions { LearningRate = 3e-4, Epsilon = 1e-5 };

    /// <summary>Limit of the common norm of both networks' gradients, at least 0; 0 for no limit. Smaller limits bound the effect of a rare minibatch. While the value network is inaccurate, the limit also shortens the policy's steps. Default: 0.5.</summary>
    public double MaxGradientNorm { get; set; } = 0.5;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(BatchSize, 2, 65_536);
        Require.InRange(RolloutRows, BatchSize, MaxRows);
        Require.InRange(Epochs, 1, 100);
        Require.InRange(Gamma, 0, 1);
        Require.InRange(Lambda, 0, 1);
        Require.InRange(ClipRange, ClippedSurrogate.MinClipRange, 1);
        Require.InRange(ClipRangeDecayUpdates, 0, 1_000_000_000);
        Require.InRange(ValueClipRange, ValueClipRange == 0 ? 0 : ValueObjective.Minimum, 1e30);
        Require.InRange(EntropyCoefficient, 0, 10);
        Require.InRange(ValueCoefficient, ValueObjective.Minimum, 100);
        Require.InRange(TargetKl, 0, float.MaxValue);
        Require.InRange(InitialLogSigma, -5, 2);
        Require.InRange(CriticWarmupUpdates, 0, 1_000_000);
        Require.InRange(MaxGradientNorm, 0, float.MaxValue);
        Leash?.Validate();
        Require.NotNull(Optimizer);
        Optimizer.ValidateWithoutClipping();
    }

    /// <inheritdoc/>
    public override LearnerOptions Copy() => ((ProximalPolicyOptions)base.Copy()) with { Optimizer = Optimizer.Copy(), Leash = Leash is null ? null : Leash with { } };

    /// <summary>The program of the policy: orthogonal initial weights, small ones at the outputs. One ln σ per continuous action is appended, which is learned but does not depend on the observation. The other layers are those of a brain that imitates.</summary>
    public override Sequential CreatePolicy(PolicyShape shape)
    {
        Require.NotNull(shape);
        int continuous = shape.Actions?.Continuous ?? 0;
        Layer[] appended = continuous == 0 ? [] : [new AppendedVector(continuous, new Constant(InitialLogSigma))];
        return new Sequential(shape.Inputs, [.. Hidden(shape.Hidden, shape.Activation, shape.Dropout), Output(shape.Outputs - continuous, 0.01f, shape.OutputActivation), .. appended]);
    }

    /// <inheritdoc/>
    public override PolicyHead CreateHead(ActionShape shape) => PolicyHead.CreateStochastic(shape);

    /// <summary>The value network: the policy's hidden layers and one output. With a leash, also the reference policy.</summary>
    public override IReadOnlyList<LearnerNetwork> Networks(Sequential policy)
    {
        Require.NotNull(policy);
        Dense[] dense = [.. policy.Layers.OfType<Dense>()];
        IEnumerable<Layer> hidden = dense[..^1].SelectMany(layer => Hidden([layer.Units], layer.Activation, 0));
        LearnerNetwork value = new(ValueNetwork, new Sequential(policy.Inputs, [.. hidden, Output(1, 1)]));
        return Leash is null ? [value] : [value, new LearnerNetwork(ReferenceNetwork, policy) { Outputs = NetworkOutputs.Actions }];
    }

    internal override LearnerOptions ForWarmup(int rows) => this with { BatchSize = Math.Min(BatchSize, rows / 2), RolloutRows = rows, Epochs = 1, TargetKl = 0, CriticWarmupUpdates = 0 };

    internal override LearnerOptions WithCapacities(CapacityLimit limit)
    {
        int batchSize = limit.Lower("learner.batch_size", BatchSize, limit.MinibatchRowBytes, 2);
        return this with { BatchSize = batchSize, RolloutRows = limit.Lower("learner.rollout_rows", RolloutRows, limit.ExperienceBytes, batchSize) };
    }

    internal override void RequireState(TensorArchive archive, ParameterLayout layout) => ProximalPolicyState.Require(archive, this, layout);

    /// <inheritdoc/>
    public override ILearner Create(LearnerContext context) => new ProximalPolicyLearner(this, context);

    /// <inheritdoc/>
    public override ILearnerState? CreateState(ILearner learner, LearnerContext context) => new ProximalPolicyState((ProximalPolicyLearner)learner);

    private static IEnumerable<Layer> Hidden(IEnumerable<int> widths, Activation activation, float dropout)
    {
        foreach (int width in widths)
        {
            yield return new Dense(width, activation, new Orthogonal(MathF.Sqrt(2)));
            if (dropout > 0)
            {
                yield return new Dropout(dropout);
            }
        }
    }

    private static Dense Output(int width, float gain, Activation? activation = null) => new(width, activation, new Orthogonal(gain));
}
