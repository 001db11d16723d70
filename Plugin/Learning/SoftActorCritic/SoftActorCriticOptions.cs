using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>Options of <see cref="SoftActorCriticLearner"/>. The defaults suit a game with few agents that learns from each decision several times.</summary>
/// <remarks>For continuous actions alone.</remarks>
public sealed record SoftActorCriticOptions : LearnerOptions
{
    /// <summary>Name of the first critic, in snapshots and in saved files.</summary>
    public const string FirstCritic = "q1";

    /// <summary>Name of the second critic, in snapshots and in saved files.</summary>
    public const string SecondCritic = "q2";

    /// <summary>Name of the slow copy of the first critic, in snapshots and in saved files.</summary>
    public const string FirstTarget = "q1_target";

    /// <summary>Name of the slow copy of the second critic, in snapshots and in saved files.</summary>
    public const string SecondTarget = "q2_target";

    /// <summary>Name of ln α, in snapshots and in saved files. It exists only where the temperature is learned.</summary>
    public const string TemperatureNetwork = "temperature";

    /// <summary>Maximum of <see cref="Steps"/>.</summary>
    public const int MaxSteps = 10;

    /// <summary>Decisions n whose rewards a target sums before it continues with a value, 1 to 10. More steps carry rewards back faster, but blame earlier decisions for explored ones. Default: 1.</summary>
    public int Steps { get; set; } = 1;

    /// <summary>Discount γ of the rewards per decision, 0 to 1. Larger values look further ahead and make values noisier. Default: 0.99.</summary>
    public double Gamma { get; set; } = 0.99;

    /// <summary>Rows per minibatch, 1 to 65,536. Larger minibatches give smoother gradients and slower frames. Default: 256.</summary>
    public int BatchSize { get; set; } = 256;

    /// <summary>Newest transitions kept, <see cref="BatchSize"/> to 8,388,608. Larger capacities remember more and take more memory. Default: 100,000.</summary>
    public int ReplayCapacity { get; set; } = 100_000;

    /// <summary>Transitions that are recorded before learning begins, 0 to 8,388,608. The actions of as many decisions at the start, over all agents, are drawn evenly from −1 to 1. More transitions make the first steps less one-sided. Default: 1,000.</summary>
    public int LearnAfter { get; set; } = 1000;

    /// <summary>Rows learned from for each recorded row, above 0 to 1,000. Higher ratios learn more from each decision and take more time; published results use the batch size, that is one minibatch per decision. At most ten minibatches can be due, or what the newest decision adds if that is more; the rest is dropped. Default: 32.</summary>
    public double ReplayRatio { get; set; } = 32;

    /// <summary>Share τ of the way that the target critics move to the critics after each minibatch, above 0 to 1. Larger shares are faster and less stable. Default: 0.005.</summary>
    public float Tau { get; set; } = 0.005f;

    /// <summary>Temperature α, the weight of the policy's entropy against the return, 1e-6 to 1,000. Larger values explore more. If <see cref="IsTemperatureLearned"/>, this is its initial value. Default: 1.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>Whether α is adapted so that the policy keeps <see cref="TargetEntropy"/>; otherwise α stays constant and must fit the scale of the rewards. Default: true.</summary>
    public bool IsTemperatureLearned { get; set; } = true;

    /// <summary>Entropy per action at which the learned temperature holds the policy, −10 to 0.69 nats; actions drawn evenly have 0.69. Larger values keep more randomness. Default: −1.</summary>
    public double TargetEntropy { get; set; } = -1;

    /// <summary>Decisions over which an agent keeps its noise, 1 to 1,000. With longer periods, exploration pushes in one direction for longer and finds more distant rewards; each single action keeps its distribution. Default: 1.</summary>
    public int NoisePeriod { get; set; } = 1;

    /// <summary>Whether the critics have a layer normalisation between each hidden layer and its activation. With it, they learn more stably and slightly more slowly per step; published results are without it. Default: true.</summary>
    public bool CriticLayerNorm { get; set; } = true;

    /// <summary>The optimizer of the policy, of each critic and of ln α. Default: Adam with η = 3e-4.</summary>
    public OptimizerOptions Optimizer { get; set; } = new AdamOptions { LearningRate = 3e-4 };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Steps, 1, MaxSteps);
        Require.InRange(Gamma, 0, 1);
        Require.InRange(BatchSize, 1, 65_536);
        Require.InRange(ReplayCapacity, BatchSize, TransitionReplay.MaxRows);
        Require.InRange(LearnAfter, 0, TransitionReplay.MaxRows);
        Require.InRange(ReplayRatio, 1e-6, 1000);
        Require.InRange(Tau, float.Epsilon, 1);
        Require.InRange(Temperature, 1e-6, 1000);
        Require.InRange(TargetEntropy, -10, 0.69);
        Require.InRange(NoisePeriod, 1, SquashedGaussianHead.MaxNoisePeriod);
        Require.NotNull(Optimizer);
        Optimizer.Validate();
    }

    /// <inheritdoc/>
    public override LearnerOptions Copy() => ((SoftActorCriticOptions)base.Copy()) with { Optimizer = Optimizer.Copy() };

    /// <summary>The network of means and ln σ. Both are near 0 at first.</summary>
    public override Sequential CreatePolicy(PolicyShape shape)
    {
        Require.NotNull(shape);
        return shape.OutputActivation is null
            ? base.CreatePolicy(shape)
            : throw new ArgumentException($"OutputActivation: expected none for a policy that samples, received {shape.OutputActivation.Name}.");
    }

    /// <inheritdoc/>
    public override PolicyHead CreateHead(ActionShape shape)
    {
        Require.NotNull(shape);
        return shape.Branches.Count == 0
            ? new SquashedGaussianHead(shape.Continuous, LearnAfter, NoisePeriod)
            : throw new ArgumentException($"Actions: expected continuous actions alone for SAC, received {shape.Branches.Count} discrete {(shape.Branches.Count == 1 ? "branch" : "branches")}.");
    }

    /// <summary>Two critics Q(o, a) with the policy's hidden layers, a slow copy of each, and ln α if it is learned.</summary>
    public override IReadOnlyList<LearnerNetwork> Networks(Sequential policy)
    {
        Require.NotNull(policy);
        Dense[] dense = [.. policy.Layers.OfType<Dense>()];
        Sequential critic = new(policy.Inputs + policy.Outputs / 2, [.. dense[..^1].SelectMany(CriticLayers), new Dense(1, null, new Orthogonal())]);
        LearnerNetwork temperature = new(TemperatureNetwork, new Sequential(1, [new FreeVector(1, new Constant((float)VectorMath.Log(Temperature)))])) { Inputs = NetworkInputs.Own };
        return
        [
            .. ((string[])[FirstCritic, SecondCritic, FirstTarget, SecondTarget]).Select(name => new LearnerNetwork(name, critic) { Inputs = NetworkInputs.ObservationsAndActions }),
            .. IsTemperatureLearned ? [temperature] : Array.Empty<LearnerNetwork>(),
        ];
    }

    internal override LearnerOptions ForWarmup(int rows) => this with { BatchSize = Math.Min(BatchSize, rows), ReplayCapacity = 4 * rows, LearnAfter = 0, ReplayRatio = 2 };

    internal override LearnerOptions WithCapacities(CapacityLimit limit)
    {
        int batchSize = limit.Lower("learner.batch_size", BatchSize, limit.MinibatchRowBytes, 1);
        return this with { BatchSize = batchSize, ReplayCapacity = limit.Lower("learner.replay_capacity", ReplayCapacity, 2 * limit.ExperienceBytes, batchSize) };
    }

    internal override void RequireState(TensorArchive archive, ParameterLayout layout) => QLearningState.Require(
        archive, SoftActorCriticLearner.Kind, Optimizer, layout, [FirstCritic, SecondCritic, .. IsTemperatureLearned ? [TemperatureNetwork] : Array.Empty<string>()]);

    /// <inheritdoc/>
    public override ILearner Create(LearnerContext context) => new SoftActorCriticLearner(this, context);

    /// <inheritdoc/>
    public override ILearnerState? CreateState(ILearner learner, LearnerContext context) => new QLearningState((IQLearner)learner, (SquashedGaussianHead)context.Head);

    private IEnumerable<Layer> CriticLayers(Dense hidden)
    {
        const float Epsilon = 1e-5f;
        Orthogonal initializer = new(MathF.Sqrt(2));
        return CriticLayerNorm
            ? [new Dense(hidden.Units, null, initializer), new LayerNormalization(Epsilon), new ActivationLayer(hidden.Activation)]
            : [new Dense(hidden.Units, hidden.Activation, initializer)];
    }
}
