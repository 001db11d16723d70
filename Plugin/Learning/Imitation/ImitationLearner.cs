using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics.Functions;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Training;

namespace NeuroAgents.Learning.Imitation;

/// <summary>Imitation online: the states that the learner itself visits, labelled by a teacher, by minibatch SGD on the mean squared error of continuous actions or the cross-entropy of discrete ones.</summary>
/// <remarks>
/// Because the states are the learner's own, its mistakes are labelled too and don't compound (Ross, Gordon, Bagnell: "A reduction of imitation learning
/// and structured prediction to no-regret online learning", 2011). A minibatch is drawn from the newest rows with equal chance, with replacement.
/// </remarks>
public sealed partial class ImitationLearner : ILearner, IMinibatchSource
{
    private readonly ImitationOptions _options;
    private readonly LearnerContext _context;
    private readonly ReplayBuffer _replay;
    private readonly ReplayColumn _observations;
    private readonly ReplayColumn _labels;
    private readonly ReplayColumn? _masks;
    private readonly RandomSource _sampling;
    private readonly Recording _recording;
    private readonly ReplayColumn _spoiled;
    private Backpropagation _backpropagation;
    private int[] _drawn;
    private SpoilingRows _spoilers;
    private long _draws;

    /// <summary>Allocates replay, minibatch, gradients and optimizer state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ImitationLearner(ImitationOptions options, LearnerContext context)
    {
        Require.NotNull(options);
        Require.NotNull(context);
        options.Validate();
        _options = (ImitationOptions)options.Copy();
        _context = context;
        DiscreteHead? discrete = context.Head as DiscreteHead;
        List<KeyValuePair<string, int>> columns = 
            [new("observation", context.Normalizer.Width), new("label", context.Head.ActionWidth), new(SpoilingRows.Column, 1)];
        if (discrete is not null)
        {
            columns.Add(new("mask", discrete.MaskWidth));
        }

        _replay = new ReplayBuffer(_options.ReplayCapacity, columns, context.ReplayReserve);
        _observations = _replay.Column("observation");
        _labels = _replay.Column("label");
        _spoiled = _replay.Column(SpoilingRows.Column);
        _masks = discrete is null ? null : _replay.Column("mask");
        Gradients = new ParameterBuffer(context.Parameters.Layout);
        Optimizer = _options.Optimizer.Create(context.Parameters.Layout.Length);
        Optimizer.SetTensors([.. context.Parameters.Layout.Segments.Select(segment => segment.Offset)]);
        Guard = _options.Guard is null ? null : new StepGuard(_options.Guard, context.Parameters, Optimizer);
        Allocate(context.Policy, _options.BatchSize);
        _recording = new Recording(this);
        _sampling = context.Random.Stream(RandomStreams.MinibatchSampling);
    }

    /// <inheritdoc cref="ILearner.Gradients"/>
    public ParameterBuffer Gradients { get; }

    /// <summary>The optimizer, whose learning rate may be changed between steps.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The guard that keeps bad steps from the weights. Null if only the optimizer refuses gradients that are not finite or too large.</summary>
    public StepGuard? Guard { get; }

    /// <summary>The labelled rows.</summary>
    public ReplayBuffer Replay => _replay;

    /// <inheritdoc/>
    public bool IsReady => _replay.Count >= BatchSize;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The observation or the label has another width than the brain's, or the label is not finite or not an allowed choice.</exception>
    public void Record(in ExperienceRow experience)
    {
        if (experience.Label.IsEmpty)
        {
            return;
        }

        Require.Length(experience.Observation.Length, _observations.Width, "experience.Observation");
        Require.Length(experience.Label.Length, _labels.Width, "experience.Label");
        bool isLabel = _context.Head is DiscreteHead discrete ? discrete.IsAction(experience.Label, experience.Mask) : Bounds.AreFinite(experience.Label);
        if (!isLabel)
        {
            string expected = _masks is null ? "finite numbers" : "an allowed choice of each branch";
            throw new ArgumentException($"experience.Label: expected {expected}, received {string.Join(", ", experience.Label.ToArray())}.", nameof(experience));
        }

        Write(experience, _replay.Append());
    }

    private void Write(in ExperienceRow experience, int row)
    {
        experience.Observation.CopyTo(_observations[row]);
        experience.Label.CopyTo(_labels[row]);
        _spoiled[row][0] = 0;
        if (_masks is not null)
        {
            Span<float> mask = _masks[row];
            for (int i = 0; i < mask.Length; i++)
            {
                mask[i] = experience.Mask.IsEmpty || experience.Mask[i] ? 1 : 0;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An observation or a label has another width than the brain's, or a label is missing.</exception>
    public void Record(IExperiences experiences)
    {
        Require.NotNull(experiences);
        if (experiences.Count > 0)
        {
            _recording.Run(experiences);
        }
    }

    /// <inheritdoc/>
    public int Count => _replay.Count;

    /// <inheritdoc/>
    public long Recorded => _replay.Appended;

    /// <inheritdoc/>
    public void Show(long recorded) => _replay.Show(recorded);

    /// <inheritdoc/>
    public bool IsAmidStep => _backpropagation.IsBegun;

    /// <inheritdoc/>
    public LearningStep Step()
    {
        Begin();
        while (!_backpropagation.Advance(_backpropagation.Slices))
        {
        }

        return Finish();
    }

    /// <inheritdoc/>
    public bool Advance(out LearningStep step)
    {
        Begin();
        bool isFinished = _backpropagation.Advance(1);
        step = isFinished ? Finish() : default;
        return isFinished;
    }

    /// <inheritdoc/>
    public void Restart(bool isContinued)
    {
        _backpropagation.Abandon();
        Guard?.Reset(isContinued);
    }

    private void Begin()
    {
        if (IsAmidStep)
        {
            return;
        }

        if (!IsReady)
        {
            throw new InvalidOperationException($"ImitationLearner.Step: expected at least {BatchSize} labelled rows, received {_replay.Count}.");
        }

        _backpropagation.Begin(BatchSize, this);
    }

    private LearningStep Finish()
    {
        float loss = _backpropagation.Value;
        _draws++;
        if (Guard is null)
        {
            return Optimizer.TryStep(_context.Parameters.Values, Gradients.Values)
                ? new LearningStep(loss, BatchSize, StepFault.None)
                : new LearningStep(loss, 0, StepGuard.GradientFault(Gradients.Values));
        }

        long rollbacks = Guard.Rollbacks;
        double threshold = Guard.LossThreshold;
        StepFault fault = Guard.Step(loss, Gradients.Values);
        return fault == StepFault.None
            ? new LearningStep(loss, BatchSize, fault)
            : new LearningStep(loss, 0, fault, Guard.Rollbacks > rollbacks, _spoilers.Find(threshold));
    }

    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = _replay.Sample(_sampling, first + i, _draws);
            _drawn[first + i] = row;
            _context.Normalizer.TryNormalize(_observations[row], inputs.Row(i));
            Span<float> target = targets.Row(i);
            _labels[row].CopyTo(target);
            if (_masks is not null)
            {
                _masks[row].CopyTo(target[_labels.Width..]);
            }
        }
    }

    /// <summary>Copies many experiences on all workers: the ring is larger than any cache, and writing it alone would take longer than a step.</summary>
    private sealed class Recording(ImitationLearner owner) : IParallelWork
    {
        private const int RowsPerPart = 256;
        private IExperiences? _experiences;
        private int _firstRow;
        private int _skipped;

        internal void Run(IExperiences experiences)
        {
            _experiences = experiences;
            _firstRow = owner._replay.Append(experiences.Count);

            // More than the ring holds: the last ones stay.
            _skipped = Math.Max(0, experiences.Count - owner._replay.Capacity);
            int count = experiences.Count - _skipped;
            if (owner._context.Workers is { } workers)
            {
                workers.Run(this, count, RowsPerPart);
            }
            else
            {
                Execute(0, count, 0);
            }

            _experiences = null;
        }

        public void Execute(int start, int count, int worker)
        {
            for (int i = start + _skipped; i < start + _skipped + count; i++)
            {
                ExperienceRow experience = _experiences![i];
                int row = owner._replay.RowAfter(_firstRow, i);
                Require.Length(experience.Label.Length, owner._labels.Width, "experiences.Label");
                owner.Write(experience, row);
            }
        }
    }
}
