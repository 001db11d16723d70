using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.QLearning;

/// <summary>Deep Q-network: learns Q-values from a replay of past decisions, each of which it uses several times (Mnih et al., Nature 2015; van Hasselt, Guez, Silver: "Deep reinforcement learning with double Q-learning", AAAI 2016).</summary>
/// <remarks>
/// <para>The target of a decision is y = Σ γᵏ rₖ over n decisions + γⁿ · V(oₙ). V is the target network's Q-value of the action that the network itself likes best among those allowed there; without
/// <see cref="DeepQOptions.IsDouble"/>, of the action that the target network likes best. V is 0 after a terminated episode. Where an episode is truncated or a trajectory is cut, n is smaller.
/// At a truncation the allowed choices are unknown, so all count. With several branches, each has Q-values of its own, and V is their mean (<see cref="QValueObjective"/>).</para>
/// <code>
/// Draw rows ─► next Q-values of the network ─► of the target network: y ─► step of the network ─► the target network follows
/// </code>
/// <para>It also learns from actions of older policies, and from actions that were not a policy's, such as a player's. Each recorded row adds <see cref="DeepQOptions.ReplayRatio"/> rows to a debt that minibatches pay. No row is evicted for its
/// loss: rare rewards make rare high losses. Does not allocate after its creation, except where the number of agents grows.</para>
/// </remarks>
public sealed class DeepQLearner : ILearner, IQLearner, IPredictionRows, IMinibatchSource
{
    internal const string Kind = "dqn";

    /// <summary>Rows that are drawn and run through a network in one slice.</summary>
    private const int SliceRows = 192;

    /// <summary>Rows per minibatch that memory is reserved for, so that a live brain's minibatches can grow.</summary>
    private const int LiveBatchSize = 1024;

    private readonly DeepQOptions _options;
    private readonly LearnerContext _context;
    private readonly QValueHead _head;
    private readonly NetworkUpdater _policy;
    private readonly QValueObjective _objective;
    private readonly IDevicePredictor? _chooser;
    private readonly IDevicePredictor _target;
    private readonly ParameterSnapshot _parameters;
    private readonly TransitionReplay _replay;
    private readonly ReplayDebt _debt;
    private readonly RandomSource _sampling;
    private readonly Matrix _inputs;
    private readonly Matrix _nextInputs;
    private readonly Matrix _choosing;
    private readonly float[] _nextMasks;
    private readonly float[] _actions;
    private readonly double[] _sums;
    private readonly double[] _discounts;
    private readonly float[] _targets;
    private Phase _phase;
    private int _at;
    private int _batchSize;

    /// <summary>Allocates replay, minibatch, gradients and optimizer state, and copies the network to the target network.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The head of the context has no Q-values.</exception>
    public DeepQLearner(DeepQOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        (_options, _context, _head) = (options, context, QNetworks.HeadOf(context));
        int width = context.Normalizer.Width, rows = Math.Min(options.ReplayCapacity, Math.Max(options.BatchSize, LiveBatchSize));
        _objective = new QValueObjective(_head.Sizes, options.HuberDelta, rows);
        _policy = new NetworkUpdater(context, NetworkNames.Policy, _objective, new UpdaterOptions(options.Optimizer with { GlobalClipNorm = options.MaxGradientNorm }, options.BatchSize)
        {
            MaxBatchSize = rows,
            Guard = options.Guard,
            GuardsLossLevel = false,
        });
        Updaters = [_policy];
        _parameters = ParameterSnapshot.ViewOf(context.Parameters);
        _chooser = options.IsDouble ? context.Device.Create(new PredictorTask(context.Policy, _parameters, NetworkNames.Policy, SliceRows)) : null;
        _target = context.Device.Create(new PredictorTask(context.Parameters.Layout.Program(DeepQOptions.TargetNetwork), _parameters, DeepQOptions.TargetNetwork, SliceRows));
        _replay = new TransitionReplay(options.ReplayCapacity, context.ReplayReserve, width, _head);
        _debt = new ReplayDebt(options.ReplayRatio, options.LearnAfter);
        _sampling = context.Random.Stream(RandomStreams.MinibatchSampling);
        (_inputs, _nextInputs, _choosing) = (new Matrix(rows, width), new Matrix(rows, width), new Matrix(options.IsDouble ? rows : 0, _head.OutputWidth));
        (_nextMasks, _actions) = (new float[rows * _head.MaskWidth], new float[rows * _head.ActionWidth]);
        (_sums, _discounts, _targets) = (new double[rows], new double[rows], new float[rows]);
        CopyToTarget(1);
    }

    private enum Phase
    {
        Idle,
        Choose,
        Value,
        Step,
    }

    /// <inheritdoc/>
    public IReadOnlyList<ExperienceColumn> Columns { get; } =
    [
        ExperienceColumn.Observation, ExperienceColumn.Action, ExperienceColumn.Reward, ExperienceColumn.NextObservation, ExperienceColumn.NextMask,
    ];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkUpdater> Updaters { get; }

    /// <summary>The recorded transitions.</summary>
    public ReplayBuffer Replay => _replay.Rows;

    /// <summary>Number of minibatches drawn so far.</summary>
    public long Draws { get; private set; }

    /// <inheritdoc/>
    public ExperienceCount Rows => new(Replay.Appended, Replay.Count);

    /// <inheritdoc/>
    public LearnerStatus Status => new(_phase != Phase.Idle || IsDue) { NextWork = _phase == Phase.Step ? WorkKind.Minibatch : WorkKind.Targets };

    /// <summary>Targets of the newest minibatch, for tests.</summary>
    internal ReadOnlySpan<float> Targets => _targets.AsSpan(0, _batchSize);

    /// <summary>Number of rows that are due to be learned from: recorded rows times the replay ratio, minus rows learned from.</summary>
    internal double Debt => _debt.Rows;

    string IQLearner.Name => Kind;

    long IQLearner.Progress
    {
        get => Draws;
        set => Draws = value;
    }

    private bool IsDue => _debt.Rows >= _policy.BatchSize && Replay.Count >= _policy.BatchSize;

    /// <inheritdoc/>
    public bool IsOffPolicy => true;

    /// <inheritdoc/>
    public void Record(IExperienceBatch batch)
    {
        Require.NotNull(batch);
        _replay.Record(batch, _context.Workers);
        if (_context.ReplayReserve == 0)
        {
            _debt.Credit(Replay.Revealed, _policy.BatchSize);
        }
    }

    /// <inheritdoc/>
    public void RevealUpTo(long recorded)
    {
        Replay.RevealUpTo(recorded);
        _debt.Credit(Replay.Revealed, _policy.BatchSize);
    }

    /// <inheritdoc/>
    public bool Advance(StepPart part, out LearningStep step)
    {
        step = default;
        if (_batchSize != _policy.BatchSize || (_phase == Phase.Step && !_policy.IsMidStep))
        {
            // The batch size changed, which abandons a step.
            _phase = Phase.Idle;
        }

        if (_phase == Phase.Idle)
        {
            Begin();
        }

        do
        {
            if (_phase == Phase.Step)
            {
                if (_policy.Advance(part, out step))
                {
                    step = Finish(step);
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
        _phase = Phase.Idle;
        if (!isContinued)
        {
            CopyToTarget(1);
        }
    }

    /// <inheritdoc/>
    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            _nextInputs.Row(_at + first + i).CopyTo(inputs.Row(i));
        }
    }

    /// <inheritdoc/>
    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker)
    {
        for (int i = 0; i < outputs.Rows; i++)
        {
            int row = _at + first + i;
            ReadOnlySpan<float> values = outputs.Row(i);
            if (_phase == Phase.Choose)
            {
                values.CopyTo(_choosing.Row(row));
            }
            else
            {
                float value = QValues.Greedy(_head.Sizes, _options.IsDouble ? _choosing.Row(row) : values, values, NextMask(row));
                _targets[row] = (float)(_sums[row] + (_discounts[row] == 0 ? 0 : _discounts[row] * value));
            }
        }
    }

    /// <inheritdoc/>
    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        int width = _head.ActionWidth;
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = first + i;
            _inputs.Row(row).CopyTo(inputs.Row(i));
            Span<float> target = targets.Row(i);
            _actions.AsSpan(row * width, width).CopyTo(target);
            target[width] = _targets[row];
        }
    }

    void IQLearner.SaveExperience(TensorArchive archive)
    {
        _debt.Save(archive);
        _replay.Save(archive);
    }

    void IQLearner.LoadExperience(TensorArchive archive)
    {
        _debt.Load(archive);
        _replay.Load(archive);
        _phase = Phase.Idle;
    }

    private Span<float> NextMask(int row) => _nextMasks.AsSpan(row * _head.MaskWidth, _head.MaskWidth);

    private void Begin()
    {
        if (!IsDue)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"DeepQLearner.Advance: expected at least {_policy.BatchSize} transitions and as many rows due to be learned from, received {Replay.Count} transitions and {_debt.Rows} rows."));
        }

        (_batchSize, _at) = (_policy.BatchSize, 0);
        _policy.Download();
        _chooser?.Use(_parameters);
        _target.Use(_parameters);
        BeginSlice();
    }

    /// <summary>Draws the rows of the next slice. They are copied, because recording may replace them before the step ends.</summary>
    private void BeginSlice()
    {
        _phase = _options.IsDouble ? Phase.Choose : Phase.Value;
        for (int i = _at; i < _at + SliceCount; i++)
        {
            int row = Replay.Sample(_sampling, i, Draws), last = _replay.Walk(row, _options.Steps, _options.Gamma, out _sums[i], out _discounts[i]);
            _context.Normalizer.TryNormalize(_replay.Observation(row), _inputs.Row(i));
            _context.Normalizer.TryNormalize(_replay.NextObservation(last), _nextInputs.Row(i));
            _replay.Action(row).CopyTo(_actions.AsSpan(i * _head.ActionWidth));
            _replay.NextMask(last).CopyTo(NextMask(i));
        }
    }

    private int SliceCount => Math.Min(SliceRows, _batchSize - _at);

    /// <summary>Runs one network over the rows of a slice. Then begins the next network, the next slice or, after the last slice, the minibatch's gradient.</summary>
    private void Prepare()
    {
        IDevicePredictor predictor = _phase == Phase.Choose ? _chooser! : _target;
        predictor.Begin(SliceCount, this);
        while (!predictor.TryEnd())
        {
        }

        if (_phase == Phase.Choose)
        {
            _phase = Phase.Value;
            return;
        }

        _at += SliceCount;
        if (_at < _batchSize)
        {
            BeginSlice();
        }
        else
        {
            _phase = Phase.Step;
            _policy.Begin(this);
        }
    }

    private LearningStep Finish(in LearningStep step)
    {
        Draws++;
        _debt.Pay(_batchSize);
        _phase = Phase.Idle;
        if (step.IsRolledBack || (_options.Tau == 0 && Draws % _options.TargetEvery == 0))
        {
            // After a rollback, the older target network may belong to the steps that were undone.
            CopyToTarget(1);
        }
        else if (_options.Tau > 0)
        {
            CopyToTarget(_options.Tau);
        }

        return step with { Figures = _objective.Summarize(_batchSize) with { Loss = step.Loss } };
    }

    /// <summary>Moves the target network a share of the way to the network.</summary>
    private void CopyToTarget(float share)
    {
        _policy.Download();
        ReadOnlySpan<float> from = _context.Parameters.Network(NetworkNames.Policy);
        Span<float> to = _context.Parameters.Network(DeepQOptions.TargetNetwork);
        TargetNetwork.Follow(from, to, share);
    }
}
