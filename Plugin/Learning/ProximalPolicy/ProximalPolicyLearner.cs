using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Proximal policy optimization: learns from rewards by small steps away from the policy that acted (Schulman et al. 2017).</summary>
/// <remarks>
/// <para>The policy maximises the mean of min(ρ·A, clip(ρ, 1 − ε, 1 + ε)·A) + c·H over minibatches, with the probability ratio ρ = π(a|s) / π_acting(a|s), the advantage A of
/// <see cref="GeneralizedAdvantages"/> and the entropy H. The value network minimises ½(V(s) − R)².</para>
/// <code>
/// Collect ──────────► Values ─────────────► Advantages ──► References ─────────► Minibatches ──────────────────► Collect
/// rows of one         V of all rows, and    one sweep      outputs of π_ref,     Epochs × (policy, then value)   the new policy is published
/// published policy    after each tail       backwards      only with a leash
/// </code>
/// <para>A brain that has imitated a teacher can go on by rewards: its policy is copied, only the value network learns at first (<see cref="ProximalPolicyOptions.CriticWarmupUpdates"/>), and a leash
/// holds the policy near the copy (<see cref="LeashOptions"/>).</para>
/// <para>One rollout is filled while the other may be learned from, so the game's thread and the learning thread never share one. A rollout holds transitions of a single published policy: rows of
/// older policies are dropped, and so are rows that arrive during its update. Does not allocate after its creation, except where the number of agents grows.</para>
/// </remarks>
public sealed class ProximalPolicyLearner : ILearner, IHyperparameters, IPredictionRows
{
    /// <summary>Maximum rows of a minibatch.</summary>
    internal const int MaxBatchSize = 65_536;

    /// <summary>Rows whose values are computed in one slice.</summary>
    private const int SliceRows = 192;

    /// <summary>Rows whose advantages are computed in one slice.</summary>
    private const int SweepRows = 4096;
    private const string PlaceKey = $"{ILearnerState.ExperiencePrefix}place";
    private const int PlaceLength = 17;

    private readonly ProximalPolicyOptions _options;
    private readonly LearnerContext _context;
    private readonly NetworkUpdater _policy;
    private readonly NetworkUpdater _value;
    private readonly ClippedSurrogate _surrogate;
    private readonly ValueObjective _valueObjective;
    private readonly IDevicePredictor _predictor;
    private readonly PolicySource _policyRows;
    private readonly ValueSource _valueRows;
    private readonly GeneralizedAdvantages _advantages;
    private readonly Minibatches _minibatches;
    private readonly RolloutPair _rollouts;
    private readonly ParameterSnapshot _parameters;
    private readonly Leash? _leash;
    private Phase _phase;
    private Rollout _learned;
    private FilledRollout? _updating;
    private int _at;
    private int _epoch;
    private int _minibatch;
    private bool _hasGradients;
    private bool _isPolicyDone;
    private double _policySquares;
    private LearningStep _policyStep;
    private LearningFigures _policyFigures;
    private bool _isEnding;

    /// <summary>Allocates rollouts, minibatches, gradients and optimizer states.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ProximalPolicyLearner(ProximalPolicyOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        (_options, _context) = (options, context);
        IStochasticHead head = context.Head as IStochasticHead ?? throw new ArgumentException($"context: expected a head that samples, received {context.Head.GetType().Name}.", nameof(context));
        int maxRows = MaxRows;
        _surrogate = new ClippedSurrogate(head, maxRows, options.Leash is not null) { EntropyCoefficient = options.EntropyCoefficient };
        _valueObjective = new ValueObjective(maxRows) { Coefficient = options.ValueCoefficient, ClipRange = options.ValueClipRange > 0 ? options.ValueClipRange : null };
        _policy = Updater(NetworkNames.Policy, _surrogate);
        _value = Updater(ProximalPolicyOptions.ValueNetwork, _valueObjective);
        Updaters = [_policy, _value];
        _parameters = ParameterSnapshot.ViewOf(context.Parameters);
        _predictor = context.Device.Create(new PredictorTask(context.Parameters.Layout.Program(ProximalPolicyOptions.ValueNetwork), _parameters, ProximalPolicyOptions.ValueNetwork, SliceRows));
        _rollouts = new RolloutPair(NewRollout, context.ReplayReserve > 0);
        _learned = _rollouts[0].Rows;
        _leash = options.Leash is null ? null : new Leash(context, _parameters, options.RolloutRows, SliceRows);
        _leash?.TakePolicy();
        Rewards = options.ScaleRewards ? new RewardScale(options.Gamma) : null;
        Rewards?.ReserveSlots(context.AgentSlots);
        _advantages = new GeneralizedAdvantages(options.Gamma, options.Lambda);
        _minibatches = new Minibatches(options.RolloutRows, context.Random.Stream(RandomStreams.EpochShuffle));
        (_policyRows, _valueRows) = (new PolicySource(this), new ValueSource(this));
    }

    private enum Phase
    {
        Collect,
        Values,
        Advantages,
        References,
        Minibatches,
    }

    /// <inheritdoc/>
    public IReadOnlyList<ExperienceColumn> Columns { get; } =
    [
        ExperienceColumn.Observation, ExperienceColumn.Mask, ExperienceColumn.Action, ExperienceColumn.LogProbability, ExperienceColumn.Reward, ExperienceColumn.NextObservation,
    ];

    /// <inheritdoc/>
    public IReadOnlyList<NetworkUpdater> Updaters { get; }

    /// <summary>Number of finished updates. An update runs several epochs over one rollout.</summary>
    public long Updates { get; internal set; }

    /// <summary>Number of updates before the policy last came from outside. The critic's warm-up and the leash count from it.</summary>
    internal long Start { get; set; }

    /// <summary>Whether a reference policy belongs to the state.</summary>
    internal bool HasLeash => _leash is not null;

    /// <summary>Scale of the rewards; null if they are left as they are.</summary>
    internal RewardScale? Rewards { get; }

    /// <inheritdoc/>
    public double LearningRate
    {
        get => _policy.LearningRate;
        set => (_policy.LearningRate, _value.LearningRate) = (value, value);
    }

    /// <summary>Rows per minibatch, 2 to the rows of a rollout and at most 65,536. Larger batches give smoother gradients and slower frames. Setting it abandons a step in progress, begins its epoch again, and allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set out of range.</exception>
    public int BatchSize
    {
        get => _policy.BatchSize;
        set
        {
            Require.InRange(value, 2, MaxRows, nameof(BatchSize));
            AbandonMinibatch();
            (_policy.BatchSize, _value.BatchSize, _minibatch) = (value, value, 0);
        }
    }

    /// <summary>Share of each hidden layer's outputs of the policy that a step leaves out, 0 to below 1; the first rate if there are several. The value network has no dropout. Setting it abandons a step in progress, and allocates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set although the policy has several rates.</exception>
    public float Dropout
    {
        get => _policy.Dropout;
        set
        {
            AbandonMinibatch();
            _policy.Dropout = value;
        }
    }

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

    /// <inheritdoc/>
    public void Record(IExperienceBatch batch)
    {
        Require.NotNull(batch);
        int rows = _rollouts.Record(batch);
        if (Rewards is not null && rows > 0)
        {
            Rewards.Record(batch, rows);
            _rollouts.Filling.RewardDeviation = Rewards.Deviation;
        }
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
        (_phase, _hasGradients, _isPolicyDone, _isEnding) = (Phase.Collect, false, false, false);
        _rollouts.Drop();
        if (!isContinued)
        {
            Start = Updates;
            _leash?.TakePolicy();
        }
    }

    /// <inheritdoc/>
    public void ResetOptimizer()
    {
        _policy.ResetOptimizer();
        _value.ResetOptimizer();
    }

    /// <inheritdoc/>
    public void RequireAllowed(double? learningRate = null, int? batchSize = null, float? dropout = null)
    {
        if (batchSize is { } rows)
        {
            Require.InRange(rows, 2, MaxRows, nameof(BatchSize));
        }

        _policy.RequireAllowed(learningRate, batchSize, dropout);
        _value.RequireAllowed(learningRate, batchSize);
    }

    private void Begin()
    {
        _updating = _rollouts.Ready ?? throw new InvalidOperationException($"ProximalPolicyLearner.Advance: expected {_options.RolloutRows} transitions, received {_rollouts.Filling.Rows.Count}.");
        _learned = _updating.Rows;
        (_phase, _at, _epoch, _minibatch, _isEnding) = (Phase.Values, 0, 0, 0, false);
        _predictor.Use(_parameters);
    }

    /// <summary>Runs the next slice of the work before the minibatches.</summary>
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
                (_phase, _at) = (Phase.Advantages, _learned.Count);
            }
        }
        else if (_phase == Phase.Advantages)
        {
            int first = Math.Max(0, _at - SweepRows);
            (_advantages with { RewardDeviation = Rewards is null ? null : _updating!.RewardDeviation }).Sweep(_learned, first, _at - first);
            _at = first;
            if (_at == 0)
            {
                BeginReferences();
            }
        }
        else if (_leash!.Advance())
        {
            _phase = Phase.Minibatches;
        }
    }

    private void BeginReferences()
    {
        _phase = _leash is null ? Phase.Minibatches : Phase.References;
        _leash?.Begin(_learned, _parameters);
    }

    /// <summary>Number of forward passes of the value network: one per row, and one for the next observation of each tail.</summary>
    private int ValueRows => _learned.Count + _learned.Tails.Length;

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
            if (row < _learned.Count)
            {
                _learned.Values[row] = outputs.Row(i)[0];
            }
            else
            {
                _learned.NextValues[_learned.Tails[row - _learned.Count]] = outputs.Row(i)[0];
            }
        }
    }

    /// <summary>Runs the rest of a minibatch, or its next slice: both gradients, then the policy's step, then the value network's.</summary>
    /// <returns>Whether the minibatch is finished.</returns>
    private bool AdvanceMinibatch(StepPart part, out LearningStep step)
    {
        step = default;
        if (!_policy.IsMidStep && !_value.IsMidStep)
        {
            BeginMinibatch();
        }

        if (!_hasGradients)
        {
            _hasGradients = AdvanceGradients(part);
            if (!_hasGradients || part == StepPart.Slice)
            {
                return false;
            }
        }

        if (!_isPolicyDone)
        {
            if (!_policy.Advance(part, out _policyStep))
            {
                return false;
            }

            (_isPolicyDone, _policyFigures) = (true, _surrogate.Summarize(BatchSize));
            if (part == StepPart.Slice)
            {
                return false;
            }
        }

        if (!_value.Advance(part, out LearningStep valueStep))
        {
            return false;
        }

        (_isPolicyDone, _hasGradients) = (false, false);
        step = Finish(valueStep);
        return true;
    }

    /// <summary>Computes both gradients, whose common norm is clipped.</summary>
    private bool AdvanceGradients(StepPart part)
    {
        if (!_isPolicyDone && !_policy.HasGradients && (!_policy.AdvanceGradients(part) || part == StepPart.Slice))
        {
            return false;
        }

        if (!_value.AdvanceGradients(part))
        {
            return false;
        }

        _policySquares = _isPolicyDone ? _policySquares : _policy.SumOfSquares();
        (_policy.Optimizer.OtherSquares, _value.Optimizer.OtherSquares) = (_value.SumOfSquares(), _policySquares);
        return true;
    }

    private void BeginMinibatch()
    {
        if (_minibatch == 0)
        {
            BeginEpoch();
        }

        long ofPolicy = Updates - Start - _options.CriticWarmupUpdates;
        if (ofPolicy < 0)
        {
            // The policy rests: its gradients count as 0, and it has no figures.
            (_isPolicyDone, _policySquares, _policyStep, _policyFigures) = (true, 0, default, new LearningFigures());
        }

        // Shuffled here, on one thread: the workers that fill the rows only read the order.
        ReadOnlySpan<int> rows = _minibatches[_minibatch];
        _hasGradients = false;
        _value.Begin(_valueRows);
        if (!_isPolicyDone)
        {
            _policyRows.Moments = _options.NormalizeAdvantages ? AdvantageMoments.Of(_learned.Advantages, rows) : new AdvantageMoments(0, 1);
            _surrogate.ClipRange = ClipRange;
            _surrogate.ReferenceCoefficient = _options.Leash?.CoefficientAfter(ofPolicy) ?? 0;
            _policy.Begin(_policyRows);
        }
    }

    private void BeginEpoch() => _minibatches.Begin(_learned.Count, BatchSize, Updates * _options.Epochs + _epoch);

    /// <summary>Clip range of the current update.</summary>
    internal float ClipRange
    {
        get
        {
            double left = _options.ClipRangeDecayUpdates == 0 ? 1 : 1 - (double)Updates / _options.ClipRangeDecayUpdates;
            return Math.Max(ClippedSurrogate.MinClipRange, (float)(_options.ClipRange * left));
        }
    }

    /// <summary>Maximum rows of a minibatch with these options.</summary>
    private int MaxRows => Math.Min(MaxBatchSize, _options.RolloutRows);

    private void AbandonMinibatch()
    {
        _policy.Abandon();
        _value.Abandon();
        (_hasGradients, _isPolicyDone) = (false, false);
    }

    /// <summary>Ends a minibatch and, after the last one, the update.</summary>
    private LearningStep Finish(in LearningStep valueStep)
    {
        LearningFigures value = _valueObjective.Summarize(BatchSize);
        LearningFigures figures = _policyFigures with
        {
            Loss = _policyStep.Loss + valueStep.Loss,
            ValueLoss = value.ValueLoss,
            MeanValue = value.MeanValue,
            ExplainedVariance = value.ExplainedVariance,
        };
        _isEnding |= _options.TargetKl > 0 && _policyFigures.KullbackLeibler > _options.TargetKl;
        _minibatch++;
        if (_minibatch == _minibatches.Count)
        {
            (_minibatch, _epoch) = (0, _epoch + 1);
        }

        if (_isEnding || _epoch == _options.Epochs)
        {
            Updates++;
            (_phase, _epoch, _minibatch, _isEnding) = (Phase.Collect, 0, 0, false);
            _updating!.IsLearned = true;
        }

        StepFault fault = _policyStep.Fault != StepFault.None ? _policyStep.Fault : valueStep.Fault;
        return new LearningStep(figures, fault == StepFault.None ? BatchSize : 0, fault, _policyStep.IsRolledBack || valueStep.IsRolledBack);
    }

    /// <summary>Adds both rollouts and the progress of the update to an archive, so a loaded game continues with the same bits.</summary>
    internal void SaveRollouts(TensorArchive archive)
    {
        long updating = _updating is null ? 0 : _rollouts.IndexOf(_updating);
        // The reference's outputs follow from the rollout: a loaded game computes them again.
        Phase phase = _phase == Phase.References ? Phase.Minibatches : _phase;
        archive.Add<long>(PlaceKey, [PlaceLength],
        [
            _rollouts.FillingIndex, _rollouts.Recorded, (long)phase, updating, _epoch, _minibatch, _isPolicyDone ? 1 : 0, _isEnding ? 1 : 0,
            (long)_policyStep.Fault, _policyStep.IsRolledBack ? 1 : 0, Bits(_policyStep.Loss), Bits(_policyFigures.PolicyLoss), Bits(_policyFigures.Entropy),
            Bits(_policyFigures.KullbackLeibler), Bits(_policyFigures.ClipFraction), Bits(_policyFigures.ReferenceKullbackLeibler), BitConverter.DoubleToInt64Bits(_policySquares),
        ]);
        _rollouts.Save(archive);
        Rewards?.SaveExperience(archive, ILearnerState.ExperiencePrefix);
    }

    /// <exception cref="ArchiveFormatException">A part is missing or damaged, or was saved with other options.</exception>
    internal void LoadRollouts(TensorArchive archive)
    {
        long[] place = archive.Get<long>(PlaceKey, [PlaceLength]);
        bool isValid = place[0] is 0 or 1 && place[1] >= 0 && place[2] >= 0 && place[2] <= (long)Phase.Minibatches && place[3] is 0 or 1 && place[4] >= 0 && place[4] < _options.Epochs
            && place[5] >= 0 && place[5] < _options.RolloutRows / BatchSize && _value.BatchSize == BatchSize && place[6] is 0 or 1 && place[7] is 0 or 1 && place[8] >= (long)StepFault.None && place[8] <= (long)StepFault.GradientTooLarge;
        isValid &= _rollouts.Load(archive);
        FilledRollout updating = _rollouts[isValid ? (int)place[3] : 0];
        if (!isValid || (place[2] != (long)Phase.Collect && !updating.Rows.IsFull))
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{PlaceKey}\"", "the progress of an update with these options", "other values");
        }

        Rewards?.LoadExperience(archive, ILearnerState.ExperiencePrefix);
        _rollouts.Resume((int)place[0], place[1]);
        (_phase, _updating, _learned) = ((Phase)place[2], updating, updating.Rows);
        (_epoch, _minibatch, _isPolicyDone, _isEnding) = ((int)place[4], (int)place[5], place[6] == 1, place[7] == 1);
        _policyStep = new LearningStep(Float(place[10]), 0, (StepFault)place[8]) { IsRolledBack = place[9] == 1 };
        _policyFigures = new LearningFigures { PolicyLoss = Float(place[11]), Entropy = Float(place[12]), KullbackLeibler = Float(place[13]), ClipFraction = Float(place[14]), ReferenceKullbackLeibler = Float(place[15]) };
        (_hasGradients, _policySquares) = (false, BitConverter.Int64BitsToDouble(place[16]));
        if (_phase is Phase.References or Phase.Minibatches)
        {
            BeginEpoch();
            BeginReferences();
        }
        else if (_phase != Phase.Collect)
        {
            // Values and advantages depend only on the rollout and the parameters, so they are computed again.
            (_phase, _at) = (Phase.Values, 0);
            _predictor.Use(_parameters);
        }
    }

    private static long Bits(float value) => BitConverter.SingleToInt32Bits(value);

    private static float Float(long bits) => BitConverter.Int32BitsToSingle((int)bits);

    private NetworkUpdater Updater(string network, Losses.IObjective objective)
        => new(_context, network, objective, new UpdaterOptions(_options.Optimizer with { GlobalClipNorm = _options.MaxGradientNorm }, _options.BatchSize) { MaxBatchSize = MaxRows, Guard = _options.Guard, GuardsLossLevel = false });

    private Rollout NewRollout()
    {
        Rollout rows = new(_options.RolloutRows, _context.Normalizer.Width, _context.Head.ActionWidth, _context.Head.MaskWidth);
        rows.ReserveSlots(_context.AgentSlots);
        return rows;
    }

    /// <summary>Rows of the policy's minibatch: samples, masks, log-probabilities and advantages.</summary>
    private sealed class PolicySource(ProximalPolicyLearner learner) : IMinibatchSource
    {
        internal AdvantageMoments Moments { get; set; }

        public void Fill(int first, MatrixView inputs, MatrixView targets, int worker)
        {
            Rollout rollout = learner._learned;
            ReadOnlySpan<int> rows = learner._minibatches[learner._minibatch];
            for (int i = 0; i < inputs.Rows; i++)
            {
                int row = rows[first + i];
                learner._context.Normalizer.TryNormalize(rollout.Observation(row), inputs.Row(i));
                Span<float> target = targets.Row(i);
                rollout.Action(row).CopyTo(target);
                rollout.Mask(row).CopyTo(target[rollout.ActionWidth..]);
                target = target[(rollout.ActionWidth + rollout.MaskWidth)..];
                (target[0], target[1]) = (rollout.LogProbabilities[row], Moments.Normalized(rollout.Advantages[row]));
                if (learner._leash is { } leash)
                {
                    leash.Outputs(row).CopyTo(target[2..]);
                }
            }
        }
    }

    /// <summary>Rows of the value network's minibatch: returns and old values.</summary>
    private sealed class ValueSource(ProximalPolicyLearner learner) : IMinibatchSource
    {
        public void Fill(int first, MatrixView inputs, MatrixView targets, int worker)
        {
            Rollout rollout = learner._learned;
            ReadOnlySpan<int> rows = learner._minibatches[learner._minibatch];
            for (int i = 0; i < inputs.Rows; i++)
            {
                int row = rows[first + i];
                learner._context.Normalizer.TryNormalize(rollout.Observation(row), inputs.Row(i));
                (targets.Row(i)[0], targets.Row(i)[1]) = (rollout.Returns[row], rollout.Values[row]);
            }
        }
    }
}
