using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Learners.Imitation;

/// <summary>Imitation online: the states that the learner itself visits, labelled by a teacher, by minibatch SGD on the mean squared error.</summary>
/// <remarks>
/// Because the states are the learner's own, its mistakes are labelled too and don't compound (Ross, Gordon, Bagnell: "A reduction of imitation learning
/// and structured prediction to no-regret online learning", 2011). A minibatch is drawn from the newest rows with equal chance, with replacement.
/// </remarks>
public sealed class ImitationLearner : ILearner
{
    private readonly LearnerContext context;
    private readonly ReplayBuffer replay;
    private readonly ReplayColumn observations;
    private readonly ReplayColumn labels;
    private readonly Matrix inputs;
    private readonly Matrix targets;
    private readonly Backpropagation backpropagation;
    private readonly MeanSquaredError loss = new();
    private readonly RandomSource sampling;

    /// <summary>Allocates replay, minibatch, gradients and optimizer state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ImitationLearner(ImitationOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        this.context = context;
        replay = new ReplayBuffer(options.ReplayCapacity, [new("observation", context.Normalizer.Width), new("label", context.Head.ActionWidth)]);
        observations = replay.Column("observation");
        labels = replay.Column("label");
        inputs = new Matrix(options.BatchSize, context.Normalizer.Width);
        targets = new Matrix(options.BatchSize, context.Head.ActionWidth);
        backpropagation = new Backpropagation(context.Policy, options.BatchSize);
        Gradients = new ParameterBuffer(context.Parameters.Layout);
        Optimizer = options.Optimizer.Create(context.Parameters.Layout.Length);
        sampling = context.Random.Stream(RandomStreams.MinibatchSampling);
    }

    /// <summary>The gradients of the last step: for overlays and tests.</summary>
    public ParameterBuffer Gradients { get; }

    /// <summary>The optimizer, whose learning rate may be changed between steps.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The labelled rows.</summary>
    public ReplayBuffer Replay => replay;

    /// <inheritdoc/>
    public bool IsReady => replay.Count >= inputs.Rows;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The observation or the label has another width than the brain's.</exception>
    public void Record(in Experience experience)
    {
        if (experience.Label.IsEmpty)
        {
            return;
        }

        Require.Length(experience.Observation.Length, observations.Width, "experience.Observation");
        Require.Length(experience.Label.Length, labels.Width, "experience.Label");
        int row = replay.Append();
        experience.Observation.CopyTo(observations[row]);
        experience.Label.CopyTo(labels[row]);
    }

    /// <inheritdoc/>
    public LearningStep Step()
    {
        if (!IsReady)
        {
            throw new InvalidOperationException($"ImitationLearner.Step: expected at least {inputs.Rows} labelled rows, received {replay.Count}.");
        }

        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = replay.Sample(sampling, i, Optimizer.Steps);
            context.Normalizer.TryNormalize(observations[row], inputs.Row(i));
            labels[row].CopyTo(targets.Row(i));
        }

        float value = backpropagation.Run(
            context.Parameters.Network(LearnerContext.PolicyName), inputs.View, targets.View, loss, Gradients.Network(LearnerContext.PolicyName));
        Optimizer.Step(context.Parameters.Values, Gradients.Values);
        return new LearningStep(value, inputs.Rows);
    }
}
