using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Parallelised Q-network: learns Q-values from the newest decisions of many agents, without a replay and without a target network (Gallici et al., ICLR 2025, arXiv 2407.04811).</summary>
/// <remarks>
/// <para>The target of a decision is its λ-return over greedy values, Rₜ = rₜ + γ · ((1 − λ) · V(oₜ₊₁) + λ · Rₜ₊₁), V(o) = max over allowed a of Q(o, a), with the network before the update. V is 0 after a
/// terminated episode; a truncated or cut one continues with V alone. With several branches, each has Q-values of its own, and V is their mean (<see cref="QValueObjective"/>).</para>
/// <code>
/// Collect ──────────► Values ──────────────► Returns ──────────► Minibatches ──────► Collect
/// rows of one         V of all rows, and     one sweep           Epochs × steps      the new Q-values are published
/// published policy    after each tail        backwards
/// </code>
/// <para>Rows that come while an update runs are dropped. Does not allocate after its creation, except where the number of agents grows.</para>
/// </remarks>
public sealed class ParallelQLearner : ILearner, IQLearner, IPredictionRows, IMinibatchSource
{
    internal const string Kind = "pqn";

    /// <summary>Rows whose values or returns are computed in one slice.</summary>
    private const int SliceRows = 192;
    private const int SweepRows = 4096;
    private const int MaxBatchSize = 65_536;
    private const string PlaceKey = $"{ILearnerState.ExperiencePrefix}place";
    private const int PlaceLength = 6;

    private readonly ParallelQOptions _options;
    private readonly LearnerContext _context;
    private readonly QValueHead _head;
    private readonly NetworkUpdater _policy;
    private readonly QValueObjective _objective;
    private readonly IDevicePredictor _predictor;
    private readonly GeneralizedAdvantages _returns;
    private readonly Minibatches _minibatches;
    private readonly RolloutPair _rollouts;
    private readonly ParameterSnapshot _parameters;
    private Phase _phase;
    private Rollout _learned;
    private FilledRollout? _updating;
    private int _at;
    private int _epoch;
    private int _minibatch;

    /// <summary>Allocates rollouts, minibatches, gradients and optimizer states.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The head of the context has no Q-values.</exception>
    public ParallelQLearner(ParallelQOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        (_options, _context, _head) = (options, context, QNetworks.HeadOf(context));
        int maxRows = Math.Min(MaxBatchSize, options.RolloutRows);
        _objective = new QValueObjective(_head.Sizes, options.HuberDelta, maxRows);
        _policy = new NetworkUpdater(context, NetworkNames.Policy, _objective, new UpdaterOptions(options.Optimizer with { GlobalClipNorm = options.MaxGradientNorm }, options.BatchSize)
        {
            MaxBatchSize = maxRows,
            Guard = options.Guard,
            GuardsLossLevel = false,
        });
        Updaters = [_policy];
        _parameters = ParameterSnapshot.ViewOf(context.Parameters);
        _predictor = context.Device.Create(new PredictorTask(context.Policy, _parameters, NetworkNames.Policy, SliceRows));
        _rollouts = new RolloutPair(
            () => new Rollout(options.RolloutRows, context.Normalizer.Width, _head.ActionWidth, _head.MaskWidth, isForQValues: true), context.ReplayReserve > 0);
        _learned = _rollouts[0].Rows;

        // With V in the place of the critic's value, a generalised advantage plus V is the λ-return.
        _returns = new GeneralizedAdvantages(options.Gamma, options.Lambda);
        _minibatches = new Minibatches(options.RolloutRows, context.Random.Stream(RandomStreams.EpochShuffle));
    }

    private enum Phase
    {
        Collect,
        Values,
        Returns,
        Minibatches,
    }

    /// <inheritdoc/>
    public IReadOnlyList<ExperienceColumn> Columns { get; } =
    [
        ExperienceColumn.Observation, ExperienceColumn.Mask, ExperienceColumn.Action, ExperienceColumn.Reward, ExperienceColumn.NextObservation, ExperienceColumn.NextMask,
    ];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkUpdater> Updaters { get; }

    /// <summary>Number of finished updates. An update runs several epochs over one rollout.</summary>
    public long Updates { get; private set; }

    /// <inheritdoc/>
    public ExperienceCount Rows => new(_rollouts.Recorded, _rollouts.Filling.Rows.Count);

    /// <inheritdoc/>
    public LearnerStatus Status
    {
        get
        {
            bool isUpdating = _phase != Phase.Collect, isReady = isUpdating || _rollouts.Ready is not null;
            return new LearnerStatus(isReady)
            {
                IsIntakeOpen = !isReady,
                IsPublishable = !isUpdating,
                NextWork = _phase is Phase.Minibatches ? WorkKind.Minibatch : WorkKind.Targets,
            };
        }
    }

    /// <summary>The rollout that is or was learned from last, for tests.</summary>
    internal Rollout Learned => _learned;

    string IQLearner.Name => Kind;

    long IQLearner.Progress
    {
        get => Updates;
        set => Updates = value;
    }

    /// <summary>Number of forward passes: one per row, and one for the observation after each piece of a trajectory.</summary>
    private int ValueRows => _learned.Count + _learned.Tails.Length;

    /// <inheritdoc/>
    public void Record(IExperienceBatch batch)
    {
        Require.NotNull(batch);
        _rollouts.Record(batch);
    }

    /// <inheritdoc/>
    public void RevealUpTo(long recorded) => _rollouts.RevealUpTo(recorded);

    /// <inheritdoc/>
    public bool Advance(StepPart part, out LearningStep step)
    {
        step = default;
        if (_phase == Phase.Collect)
        {
            Begin();
        }

        do
        {
            if (_phase == Phase.Minibatches)
            {
                if (AdvanceMinibatch(part, out step))
                {
                    return true;
                }
            }
            else
            {
                Prepare();
            }
        }
        while (part == StepPart.Rest);
        return false;
    }

    /// <inheritdoc/>
    public void OnParametersReplaced(bool isContinued)
    {
        _phase = Phase.Collect;
        _rollouts.Drop();
    }

    /// <inheritdoc/>
    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = _at + first + i;
            _context.Normalizer.TryNormalize(row < _learned.Count ? _learned.Observation(row) : _learned.NextObservation(_learned.Tails[row - _learned.Count]), inputs.Row(i));
        }
    }

    /// <inheritdoc/>
    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker)
    {
        for (int i = 0; i < outputs.Rows; i++)
        {
            int row = _at + first + i;
            ReadOnlySpan<float> values = outputs.Row(i);
            if (row < _learned.Count)
            {
                _learned.Values[row] = QValues.Greedy(_head.Sizes, values, values, _learned.Mask(row));
            }
            else
            {
                int tail = _learned.Tails[row - _learned.Count];
                _learned.NextValues[tail] = QValues.Greedy(_head.Sizes, values, values, _learned.NextMask(tail));
            }
        }
    }

    /// <inheritdoc/>
    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        ReadOnlySpan<int> rows = _minibatches[_minibatch];
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = rows[first + i];
            _context.Normalizer.TryNormalize(_learned.Observation(row), inputs.Row(i));
            Span<float> target = targets.Row(i);
            _learned.Action(row).CopyTo(target);
            target[^1] = _learned.Returns[row];
        }
    }

    void IQLearner.SaveExperience(TensorArchive archive)
    {
        long updating = _updating is null ? 0 : _rollouts.IndexOf(_updating);
        archive.Add<long>(PlaceKey, [PlaceLength], [_rollouts.FillingIndex, _rollouts.Recorded, (long)_phase, updating, _epoch, _minibatch]);
        _rollouts.Save(archive);
    }

    void IQLearner.LoadExperience(TensorArchive archive)
    {
        long[] place = archive.Get<long>(PlaceKey, [PlaceLength]);
        bool isValid = place[0] is 0 or 1 && place[1] >= 0 && place[2] >= 0 && place[2] <= (long)Phase.Minibatches && place[3] is 0 or 1 && place[4] >= 0 && place[4] < _options.Epochs
            && place[5] >= 0 && place[5] < _options.RolloutRows / _policy.BatchSize;
        isValid &= _rollouts.Load(archive);
        FilledRollout updating = _rollouts[isValid ? (int)place[3] : 0];
        if (!isValid || (place[2] != (long)Phase.Collect && !updating.Rows.IsFull) || FindBadRow() >= 0)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensors \"{ILearnerState.ExperiencePrefix}…\"", "the progress of an update with these options, and actions within their ranges", "other values");
        }

        _rollouts.Resume((int)place[0], place[1]);
        (_phase, _updating, _learned, _epoch, _minibatch) = ((Phase)place[2], updating, updating.Rows, (int)place[4], (int)place[5]);
        if (_phase == Phase.Minibatches)
        {
            BeginEpoch();
        }
        else if (_phase != Phase.Collect)
        {
            // Values and returns are functions of the rollout and the parameters: they are computed again.
            (_phase, _at) = (Phase.Values, 0);
            _predictor.Use(_parameters);
        }
    }

    /// <summary>Returns a row of a loaded rollout whose action is no choice, which would index another branch's output; −1 for none.</summary>
    private int FindBadRow()
    {
        for (int i = 0; i < 2; i++)
        {
            Rollout rows = _rollouts[i].Rows;
            for (int row = 0; row < rows.Count; row++)
            {
                if (!_head.IsAction(rows.Action(row)))
                {
                    return row;
                }
            }
        }

        return -1;
    }

    private void Begin()
    {
        _updating = _rollouts.Ready ?? throw new InvalidOperationException($"ParallelQLearner.Advance: expected {_options.RolloutRows} transitions, received {_rollouts.Filling.Rows.Count}.");
        _learned = _updating.Rows;
        (_phase, _at, _epoch, _minibatch) = (Phase.Values, 0, 0, 0);
        _policy.Download();
        _predictor.Use(_parameters);
    }

    /// <summary>Makes the next slice of the work before the minibatches.</summary>
    private void Prepare()
    {
        if (_phase == Phase.Values)
        {
            int rows = Math.Min(SliceRows, ValueRows - _at);
            _predictor.Begin(rows, this);
            while (!_predictor.TryEnd())
            {
            }

            _at += rows;
            if (_at == ValueRows)
            {
                (_phase, _at) = (Phase.Returns, _learned.Count);
            }
        }
        else
        {
            int first = Math.Max(0, _at - SweepRows);
            _returns.Sweep(_learned, first, _at - first);
            _at = first;
            if (_at == 0)
            {
                _phase = Phase.Minibatches;
            }
        }
    }

    /// <summary>Makes the rest of a minibatch, or its next slice.</summary>
    /// <returns>Whether the minibatch is finished.</returns>
    private bool AdvanceMinibatch(StepPart part, out LearningStep step)
    {
        if (!_policy.IsMidStep)
        {
            if (_minibatch == 0 || _minibatches.BatchSize != _policy.BatchSize)
            {
                // With another batch size, the epoch begins anew.
                _minibatch = 0;
                BeginEpoch();
            }

            // Drawn here: the workers that fill the rows only read them.
            _ = _minibatches[_minibatch];
            _policy.Begin(this);
        }

        if (!_policy.Advance(part, out step))
        {
            return false;
        }

        step = step with { Figures = _objective.Summarize(_policy.BatchSize) with { Loss = step.Loss } };
        _minibatch++;
        if (_minibatch == _minibatches.Count)
        {
            (_minibatch, _epoch) = (0, _epoch + 1);
        }

        if (_epoch == _options.Epochs)
        {
            Updates++;
            (_phase, _epoch, _minibatch) = (Phase.Collect, 0, 0);
            _updating!.IsLearned = true;
        }

        return true;
    }

    private void BeginEpoch() => _minibatches.Begin(_learned.Count, _policy.BatchSize, Updates * _options.Epochs + _epoch);
}
