using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>Soft actor-critic: learns continuous actions from a replay of past decisions, and keeps the policy as random as a target entropy asks (Haarnoja et al.: "Soft actor-critic algorithms and applications", arXiv 1812.05905).</summary>
/// <remarks>
/// <para>Two critics learn y = Σ γᵏ rₖ over n decisions + γⁿ (min Q′(oₙ, a′) − α ln π(a′|oₙ)), where Q′ are slow copies of the critics and a′ is drawn anew from the policy. The second term is 0 if the
/// episode terminates within the n decisions; if it is truncated, oₙ is its final observation. The policy maximises min Q(o, a) − α ln π(a|o) over its own actions a = tanh(μ + σ·ε); its gradient passes through the critics
/// and leaves their parameters unchanged. The temperature α rises while the policy's entropy is below its target, and falls above it.</para>
/// <code>
/// Draw rows ─► actions at next observations ─► their values: y ─► step of q1 ─► step of q2 ─► actions of the policy ─► dQ/da ─► step of the policy ─► step of ln α ─► target critics follow
/// </code>
/// <para>It also learns from actions of older policies, and from those that <c>Brain.Acted</c> reports. Each recorded row adds <see cref="SoftActorCriticOptions.ReplayRatio"/> rows to a debt that minibatches pay. No row is evicted for its
/// loss. Does not allocate after its creation, except where the number of agents grows.</para>
/// </remarks>
public sealed class SoftActorCriticLearner : ILearner, IQLearner, IPredictionRows, IMinibatchSource
{
    internal const string Kind = "sac";

    private const string StepKey = $"{ILearnerState.ExperiencePrefix}step";
    private const int StepLength = 9;

    private readonly SoftActorCriticOptions _options;
    private readonly LearnerContext _context;
    private readonly SquashedGaussianHead _head;
    private readonly NetworkUpdater _policy;
    private readonly NetworkUpdater? _temperature;
    private readonly Critic _first;
    private readonly Critic _second;
    private readonly ActorObjective _objective;
    private readonly IDevicePredictor _actor;
    private readonly ParameterSnapshot _parameters;
    private readonly TransitionReplay _replay;
    private readonly ReplayDebt _debt;
    private readonly DrawnTransitions _drawn;
    private readonly RandomSource _sampling;
    private readonly RandomSource _actorNoise;
    private readonly RandomSource _targetNoise;
    private readonly int _sliceRows;
    private Phase _phase;
    private bool _isEntered;
    private int _at;
    private LearningFigures _figures;
    private StepFault _fault;
    private bool _isRolledBack;

    /// <summary>Allocates replay, minibatch, gradients and optimizer states, and copies the critics to the target critics.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The head of the context is no squashed Gaussian.</exception>
    public SoftActorCriticLearner(SoftActorCriticOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        _head = context.Head as SquashedGaussianHead ?? throw new ArgumentException($"context: expected a squashed Gaussian head, received {context.Head.GetType().Name}.", nameof(context));
        (_options, _context, _objective) = (options, context, new ActorObjective(_head));
        _parameters = ParameterSnapshot.ViewOf(context.Parameters);
        UpdaterOptions updaters = UpdaterOptionsOf(options);
        _policy = new NetworkUpdater(context, NetworkNames.Policy, _objective, updaters);
        _first = new Critic(options, context, _parameters, SoftActorCriticOptions.FirstCritic, SoftActorCriticOptions.FirstTarget);
        _second = new Critic(options, context, _parameters, SoftActorCriticOptions.SecondCritic, SoftActorCriticOptions.SecondTarget);
        _temperature = options.IsTemperatureLearned
            ? new NetworkUpdater(context, SoftActorCriticOptions.TemperatureNetwork, new TemperatureObjective((float)options.TargetEntropy * _head.ActionWidth), updaters)
            : null;
        Updaters = [_policy, _first.Updater, _second.Updater, .. _temperature is null ? Array.Empty<NetworkUpdater>() : [_temperature]];
        _actor = context.Device.Create(new PredictorTask(context.Policy, _parameters, NetworkNames.Policy, options.BatchSize));
        _replay = new TransitionReplay(options.ReplayCapacity, context.ReplayReserve, context.Normalizer.Width, _head);
        _debt = new ReplayDebt(options.ReplayRatio, options.LearnAfter);
        _drawn = new DrawnTransitions(options.BatchSize, context.Normalizer.Width, _head.ActionWidth);
        (_sampling, _actorNoise, _targetNoise) = (context.Random.Stream(RandomStreams.MinibatchSampling), context.Random.Stream(RandomStreams.ActorNoise), context.Random.Stream(RandomStreams.TargetNoise));
        _sliceRows = SliceRows(context.Policy, context.Parameters.Layout.Program(SoftActorCriticOptions.FirstCritic));
        FollowCritics(1);
    }

    /// <summary>Parts of a step, in their order. A saved step continues with the first part whose results are not saved.</summary>
    private enum Phase
    {
        Idle,
        Draw,
        NextActions,
        FirstTarget,
        SecondTarget,
        FirstCritic,
        SecondCritic,
        Actions,
        FirstSlopes,
        SecondSlopes,
        Actor,
        Temperature,
    }

    /// <inheritdoc/>
    public IReadOnlyList<ExperienceColumn> Columns { get; } = [ExperienceColumn.Observation, ExperienceColumn.Action, ExperienceColumn.Reward, ExperienceColumn.NextObservation];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkUpdater> Updaters { get; }

    /// <summary>The recorded transitions.</summary>
    public ReplayBuffer Replay => _replay.Rows;

    /// <summary>Number of minibatches learned from so far.</summary>
    public long Draws { get; private set; }

    /// <summary>Temperature α: weight of the policy's entropy against the return.</summary>
    public double Temperature
    {
        get
        {
            _temperature?.Download();
            return _temperature is null ? _options.Temperature : VectorMath.Exp((double)_context.Parameters.Network(SoftActorCriticOptions.TemperatureNetwork)[0]);
        }
    }

    /// <inheritdoc/>
    public ExperienceCount Rows => new(Replay.Appended, Replay.Count);

    /// <inheritdoc/>
    public bool IsOffPolicy => true;

    /// <inheritdoc/>
    public LearnerStatus Status => new(_phase != Phase.Idle || IsDue)
    {
        NextWork = _phase is Phase.FirstCritic or Phase.SecondCritic or (>= Phase.FirstSlopes and <= Phase.Temperature) ? WorkKind.Minibatch : WorkKind.Targets,
    };

    /// <summary>The rows of the newest minibatch, for tests.</summary>
    internal DrawnTransitions Drawn => _drawn;

    string IQLearner.Name => Kind;

    long IQLearner.Progress
    {
        get => Draws;
        set => Draws = value;
    }

    private bool IsDue => _debt.Rows >= _drawn.Count && Replay.Count >= _drawn.Count;

    /// <summary>Whether the work of the phase has begun. A failed slice abandons the work, and a loaded step has only the results of earlier phases.</summary>
    private bool IsBegun => _isEntered && (UpdaterOf(_phase)?.IsMidStep ?? SlopesOf(_phase)?.Slopes.IsBegun ?? true);

    /// <inheritdoc/>
    public void Record(IExperienceBatch batch)
    {
        Require.NotNull(batch);
        _replay.Record(batch, _context.Workers);
        if (_context.ReplayReserve == 0)
        {
            _debt.Credit(Replay.Revealed, _drawn.Count);
        }
    }

    /// <inheritdoc/>
    public void RevealUpTo(long recorded)
    {
        Replay.RevealUpTo(recorded);
        _debt.Credit(Replay.Revealed, _drawn.Count);
    }

    /// <inheritdoc/>
    public bool Advance(StepPart part, out LearningStep step)
    {
        step = default;
        if (_phase == Phase.Idle)
        {
            Begin();
        }

        if (!IsBegun)
        {
            Enter();
        }

        do
        {
            if (AdvancePhase(part))
            {
                if (_phase == (_temperature is null ? Phase.Actor : Phase.Temperature))
                {
                    step = Finish();
                    return true;
                }

                (_phase, _at) = (_phase + 1, 0);
                Enter();
            }
        }
        while (part == StepPart.Rest);
        return false;
    }

    /// <inheritdoc/>
    public void OnParametersReplaced(bool isContinued)
    {
        _phase = Phase.Idle;
        _first.Slopes.Abandon();
        _second.Slopes.Abandon();
        if (!isContinued)
        {
            FollowCritics(1);
        }
    }

    /// <inheritdoc/>
    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
    {
        Matrix rows = _phase == Phase.Actions ? _drawn.Inputs : _drawn.Next;
        for (int i = 0; i < inputs.Rows; i++)
        {
            rows.Row(_at + first + i)[..inputs.Columns].CopyTo(inputs.Row(i));
        }
    }

    /// <inheritdoc/>
    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker)
    {
        for (int i = 0; i < outputs.Rows; i++)
        {
            int row = _at + first + i;
            Span<float> next = _drawn.ActionOf(_drawn.Next, row);
            switch (_phase)
            {
                case Phase.NextActions:
                    SquashedGaussianHead.DrawNoise(_targetNoise, (ulong)row, (ulong)Draws, next);
                    _drawn.NextLogProbabilities[row] = _head.Squash(outputs.Row(i), next, next);
                    break;
                case Phase.FirstTarget:
                    _drawn.Targets[row] = outputs.Row(i)[0];
                    break;
                case Phase.SecondTarget:
                    float value = Math.Min(_drawn.Targets[row], outputs.Row(i)[0]) - _objective.Temperature * _drawn.NextLogProbabilities[row], discount = _drawn.Discounts[row];
                    _drawn.Targets[row] = _drawn.Rewards[row] + (discount == 0 ? 0 : discount * value);
                    break;
                default:
                    SquashedGaussianHead.DrawNoise(_actorNoise, (ulong)row, (ulong)Draws, _drawn.Noise.Row(row));
                    _drawn.LogProbabilities[row] = _head.Squash(outputs.Row(i), _drawn.Noise.Row(row), _drawn.ActionOf(_drawn.Inputs, row));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        int actions = _head.ActionWidth;
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = first + i;
            _drawn.Inputs.Row(row)[..inputs.Columns].CopyTo(inputs.Row(i));
            Span<float> target = targets.Row(i);
            switch (_phase)
            {
                case Phase.FirstCritic or Phase.SecondCritic:
                    (target[0], target[1]) = (_drawn.Targets[row], 0);
                    break;
                case Phase.Actor:
                    IDeviceTrainer critic = _first.Slopes.Outputs[row, 0] <= _second.Slopes.Outputs[row, 0] ? _first.Slopes : _second.Slopes;
                    _drawn.Noise.Row(row).CopyTo(target);
                    critic.InputGradients.Row(row)[^actions..].CopyTo(target[actions..]);
                    target[^1] = critic.Outputs[row, 0];
                    break;
                case Phase.Temperature:
                    target[0] = _drawn.LogProbabilities[row];
                    break;
            }
        }
    }

    internal static UpdaterOptions UpdaterOptionsOf(SoftActorCriticOptions options) => new(options.Optimizer, options.BatchSize)
    {
        MaxBatchSize = options.BatchSize,
        Guard = options.Guard,
        GuardsLossLevel = false,
    };

    void IQLearner.SaveExperience(TensorArchive archive)
    {
        _debt.Save(archive);
        _replay.Save(archive);
        if (_phase != Phase.Idle)
        {
            Phase resumed = ResumedAt(_phase);
            archive.Add<long>(StepKey, [StepLength],
            [
                (long)resumed, resumed == Phase.Draw ? _at : 0, (long)_fault, _isRolledBack ? 1 : 0,
                Bits(_figures.Loss), Bits(_figures.ValueLoss), Bits(_figures.MeanValue), Bits(_figures.PolicyLoss), Bits(_figures.Entropy),
            ]);
            _drawn.Save(archive);
        }
    }

    void IQLearner.LoadExperience(TensorArchive archive)
    {
        _debt.Load(archive);
        _replay.Load(archive);
        (_phase, _isEntered) = (Phase.Idle, false);
        if (!archive.TryFind(StepKey, out _))
        {
            return;
        }

        long[] saved = archive.Get<long>(StepKey, [StepLength]);
        Phase phase = (Phase)saved[0];
        bool isValid = phase is > Phase.Idle and <= Phase.Temperature && ResumedAt(phase) == phase && saved[1] >= 0 && saved[1] < _drawn.Count
            && saved[2] >= (long)StepFault.None && saved[2] <= (long)StepFault.GradientTooLarge && saved[3] is 0 or 1;
        if (!isValid)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{StepKey}\"", "the progress of a step with these options", "other values");
        }

        _drawn.Load(archive);
        (_phase, _at, _fault, _isRolledBack) = (phase, (int)saved[1], (StepFault)saved[2], saved[3] == 1);
        _figures = new LearningFigures { Loss = Float(saved[4]), ValueLoss = Float(saved[5]), MeanValue = Float(saved[6]), PolicyLoss = Float(saved[7]), Entropy = Float(saved[8]) };
    }

    /// <summary>Returns the phase from which a saved step continues. Phases from there to the saved one depend only on saved values and are computed again.</summary>
    private static Phase ResumedAt(Phase phase) => phase switch
    {
        Phase.FirstTarget or Phase.SecondTarget => Phase.NextActions,
        Phase.FirstSlopes or Phase.SecondSlopes or Phase.Actor => Phase.Actions,
        _ => phase,
    };

    private static long Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private static float Float(long bits) => BitConverter.Int32BitsToSingle((int)bits);

    /// <summary>Returns the rows of a slice of the forward passes, in whole blocks.</summary>
    private static int SliceRows(params Sequential[] networks)
    {
        const int MaxRows = 192;
        long work = networks.Max(network => network.Layers.Select((layer, i) => layer.ForwardWork(network.Width(i))).Sum());
        return (int)Math.Max(StepPlan.BlockRows, Math.Min(MaxRows, WorkBounds.Work / work / StepPlan.BlockRows * StepPlan.BlockRows));
    }

    private void Begin()
    {
        if (!IsDue)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"SoftActorCriticLearner.Advance: expected at least {_drawn.Count} transitions and as many rows due to be learned from, received {Replay.Count} transitions and {_debt.Rows} rows."));
        }

        (_phase, _at, _isEntered) = (Phase.Draw, 0, false);
        (_figures, _fault, _isRolledBack) = (new LearningFigures { Loss = 0 }, StepFault.None, false);
    }

    /// <summary>Begins the work of the phase.</summary>
    private void Enter()
    {
        // α changes only at the end of a step.
        (_isEntered, _objective.Temperature) = (true, (float)Temperature);
        switch (_phase)
        {
            case Phase.NextActions or Phase.Actions:
                _policy.Download();
                _actor.Use(_parameters);
                break;
            default:
                UpdaterOf(_phase)?.Begin(this);
                SlopesOf(_phase)?.BeginSlopes(_drawn.Count, this);
                break;
        }
    }

    /// <summary>Runs the rest of the phase, or its next slice.</summary>
    /// <returns>Whether the phase is finished.</returns>
    private bool AdvancePhase(StepPart part)
    {
        if (UpdaterOf(_phase) is { } updater)
        {
            return AdvanceUpdater(updater, part);
        }

        if (SlopesOf(_phase) is { } critic)
        {
            return critic.Slopes.Advance(part == StepPart.Slice ? 1 : int.MaxValue);
        }

        int rows = Math.Min(part == StepPart.Slice ? _sliceRows : int.MaxValue, _drawn.Count - _at);
        switch (_phase)
        {
            case Phase.Draw:
                Draw(rows);
                break;
            case Phase.FirstTarget:
                Predict(_first.UseTarget(), rows);
                break;
            case Phase.SecondTarget:
                Predict(_second.UseTarget(), rows);
                break;
            default:
                Predict(_actor, rows);
                break;
        }

        _at += rows;
        return _at == _drawn.Count;
    }

    private NetworkUpdater? UpdaterOf(Phase phase) => phase switch
    {
        Phase.FirstCritic => _first.Updater,
        Phase.SecondCritic => _second.Updater,
        Phase.Actor => _policy,
        Phase.Temperature => _temperature,
        _ => null,
    };

    private Critic? SlopesOf(Phase phase) => phase switch
    {
        Phase.FirstSlopes => _first,
        Phase.SecondSlopes => _second,
        _ => null,
    };

    private void Draw(int rows)
    {
        for (int i = _at; i < _at + rows; i++)
        {
            _drawn.Draw(i, _replay, Replay.Sample(_sampling, i, Draws), _options.Steps, _options.Gamma, _context.Normalizer);
        }
    }

    private void Predict(IDevicePredictor predictor, int rows)
    {
        predictor.Begin(rows, this);
        while (!predictor.TryEnd())
        {
        }
    }

    private bool AdvanceUpdater(NetworkUpdater updater, StepPart part)
    {
        if (!updater.Advance(part, out LearningStep step))
        {
            return false;
        }

        _fault = _fault == StepFault.None ? step.Fault : _fault;
        _isRolledBack |= step.IsRolledBack;
        _figures = _figures with { Loss = _figures.Loss + step.Loss };
        switch (_phase)
        {
            case Phase.FirstCritic or Phase.SecondCritic:
                AddCritic(_phase == Phase.FirstCritic ? _first : _second, step.IsRolledBack);
                break;
            case Phase.Actor:
                _figures = _figures with { PolicyLoss = step.Loss, Entropy = -FixedLanes.Sum(_drawn.LogProbabilities) / _drawn.Count };
                break;
        }

        return true;
    }

    private void AddCritic(Critic critic, bool isRolledBack)
    {
        LearningFigures figures = critic.Objective.Summarize(_drawn.Count);
        _figures = _phase == Phase.FirstCritic
            ? _figures with { ValueLoss = figures.ValueLoss, MeanValue = figures.MeanValue }
            : _figures with { ValueLoss = (_figures.ValueLoss + figures.ValueLoss) / 2, MeanValue = (_figures.MeanValue + figures.MeanValue) / 2 };
        if (isRolledBack)
        {
            // The older slow copy may belong to the steps that were undone.
            critic.Follow(1);
        }
    }

    private LearningStep Finish()
    {
        Draws++;
        _debt.Pay(_drawn.Count);
        _phase = Phase.Idle;
        FollowCritics(_options.Tau);
        return new LearningStep(_figures with { Temperature = _objective.Temperature }, _fault == StepFault.None ? _drawn.Count : 0, _fault, _isRolledBack);
    }

    private void FollowCritics(float share)
    {
        _first.Follow(share);
        _second.Follow(share);
    }
}
