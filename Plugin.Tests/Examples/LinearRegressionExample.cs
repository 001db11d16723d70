using System.Text.Json.Serialization;
using NeuroAgents.Devices;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Tests.Examples;

/// <summary>A custom learner: online linear regression, by plain gradient descent on the newest rows.</summary>
internal sealed record LinearRegressionOptions : LearnerOptions
{
    /// <summary>The registration for saved files.</summary>
    public static LearnerKind OwnKind { get; } = new("linear_regression", LinearRegressionJson.Default.LinearRegressionOptions);

    [JsonIgnore]
    public override LearnerKind? Kind => OwnKind;

    /// <summary>Creates a single linear layer and ignores the brain's hidden layers.</summary>
    public override Sequential CreatePolicy(PolicyShape shape) => (shape with { Hidden = [] }).Create();

    public override ILearner Create(LearnerContext context) => new LinearRegression(context, this);
}

[JsonSerializable(typeof(LinearRegressionOptions))]
internal sealed partial class LinearRegressionJson : JsonSerializerContext;

internal sealed class LinearRegression : ILearner, IMinibatchSource
{
    private const int Batch = 32;
    private readonly LearnerContext _context;
    private readonly ReplayBuffer _rows;
    private readonly NetworkUpdater _updater;

    public LinearRegression(LearnerContext context, LearnerOptions options)
    {
        _context = context;
        _rows = new ReplayBuffer(Batch, [new("observation", context.Normalizer.Width), new("label", context.Head.ActionWidth)], context.ReplayReserve);
        UpdaterOptions updater = new(new SgdOptions { LearningRate = 0.3 }, Batch) { Guard = options.Guard };
        _updater = new NetworkUpdater(context, NetworkNames.Policy, new MeanSquaredError(), updater);
        Updaters = [_updater];
    }

    public IReadOnlyList<ExperienceColumn> Columns { get; } = [ExperienceColumn.Observation, ExperienceColumn.Label];

    public IReadOnlyList<NetworkUpdater> Updaters { get; }

    public ExperienceCount Rows => new(_rows.Appended, _rows.Count);

    public LearnerStatus Status => new(_rows.Count == Batch);

    public void Record(IExperienceBatch batch) => _rows.Append(batch, _context.Workers);

    public void RevealUpTo(long recorded) => _rows.RevealUpTo(recorded);

    public bool Advance(StepPart part, out LearningStep step)
    {
        if (!_updater.IsMidStep)
        {
            _updater.Begin(this);
        }

        return _updater.Advance(part, out step);
    }

    void IMinibatchSource.Fill(int first, MatrixView inputs, MatrixView targets, int worker)
    {
        for (int i = 0; i < inputs.Rows; i++)
        {
            int row = _rows.Sample(_context.Random, first + i, _updater.Optimizer.Steps);
            _context.Normalizer.TryNormalize(_rows.Column("observation")[row], inputs.Row(i));
            _rows.Column("label")[row].CopyTo(targets.Row(i));
        }
    }
}
