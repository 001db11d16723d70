using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Learning.Imitation;

/// <summary>Online imitation: minibatch gradient descent on states that the agents themselves visit, labelled by a teacher.</summary>
/// <remarks>
/// <para>Loss: the mean squared error of continuous actions, the cross-entropy of discrete ones, both together where a brain has both. A minibatch is drawn from the kept rows with equal chance, with replacement.
/// Because the states are the learner's own, its mistakes are labelled too and don't compound (Ross, Gordon, Bagnell: "A reduction of imitation learning and structured prediction
/// to no-regret online learning", 2011).</para>
/// </remarks>
public sealed class ImitationLearner : ILearner, IMinibatchSource
{
    private readonly LearnerContext _context;
    private readonly NetworkUpdater _policy;
    private readonly ReplayColumn _observations;
    private readonly ReplayColumn _labels;
    private readonly ReplayColumn? _masks;
    private readonly RowEviction _eviction;
    private readonly RandomSource _sampling;

    /// <summary>Allocates replay, minibatch, gradients and optimizer state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ImitationLearner(ImitationOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        _context = context;
        List<KeyValuePair<string, int>> columns = [new("observation", context.Normalizer.Width), new("label", context.Head.ActionWidth), new(RowEviction.Column, 1)];
        if (context.Head.MaskWidth > 0)
        {
            columns.Add(new("mask", context.Head.MaskWidth));
        }

        Replay = new ReplayBuffer(options.ReplayCapacity, columns, context.ReplayReserve);
        (_observations, _labels, _masks) = (Replay.Column("observation"), Replay.Column("label"), context.Head.MaskWidth > 0 ? Replay.Column("mask") : null);
        int maxRows = Math.Min(ImitationOptions.MaxBatchSize, options.ReplayCapacity);
        _policy = new NetworkUpdater(context, NetworkNames.Policy, context.Head.CreateImitationLoss(), new UpdaterOptions(options.Optimizer, options.BatchSize) { MaxBatchSize = maxRows, Guard = options.Guard });
        _eviction = new RowEviction(Replay, options.Guard?.EvictAfter ?? int.MaxValue);
        _sampling = context.Random.Stream(RandomStreams.MinibatchSampling);
        Updaters = [_policy];
    }

    /// <summary>The labelled rows.</summary>
    public ReplayBuffer Replay { get; }

    /// <summary>Number of minibatches drawn so far.</summary>
    internal long Draws { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<ExperienceColumn> Columns { get; } = [ExperienceColumn.Observation, ExperienceColumn.Label, ExperienceColumn.Mask];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkUpdater> Updaters { get; }

    /// <inheritdoc/>
    public ExperienceCount Rows => new(Replay.Appended, Replay.Count);

    /// <inheritdoc/>
    public LearnerStatus Status => new(_policy.IsMidStep || Replay.Count >= _policy.BatchSize);

    /// <inheritdoc/>
    public void Record(IExperienceBatch batch) => Replay.Append(batch, _context.Workers);

    /// <inheritdoc/>
    public void RevealUpTo(long recorded) => Replay.RevealUpTo(recorded);

    /// <inheritdoc/>
    public bool Advance(StepPart part, out LearningStep step)
    {
        if (!_policy.IsMidStep)
        {
            Begin();
        }

        bool isFinished = _policy.Advance(part, out step);
        if (isFinished)
        {
            Draws++;
            step = step.IsApplied || _policy.Guard is null ? step : step with { EvictedRows = _eviction.Evict(_policy.Drawn, _policy) };
        }

        return isFinished;
    }

    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = _policy.Drawn[first + i] = Replay.Sample(_sampling, first + i, Draws);
            _context.Normalizer.TryNormalize(_observations[row], inputs.Row(i));
            Span<float> target = targets.Row(i);
            _labels[row].CopyTo(target);
            _masks?[row].CopyTo(target[_labels.Width..]);
        }
    }

    private void Begin()
    {
        if (Replay.Count < _policy.BatchSize)
        {
            throw new InvalidOperationException($"ImitationLearner.Advance: expected at least {_policy.BatchSize} labelled rows, received {Replay.Count}.");
        }

        _policy.Begin(this);
    }
}
