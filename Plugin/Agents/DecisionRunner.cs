using NeuroAgents.Devices;
using NeuroAgents.Inference;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>The computation of a decision for all rows: normalise, run the published network on a device, convert outputs to actions.</summary>
/// <remarks>Does not allocate.</remarks>
internal sealed class DecisionRunner : IPredictionRows, IDisposable
{
    /// <summary>Sub-stream of one uniform number per agent. Agents whose number is below the share explore.</summary>
    private const ulong ExplorerStream = 1UL << 33;

    private readonly ParameterPublisher _publisher;
    private readonly ObservationNormalizer _normalizer;
    private readonly PolicyHead _head;
    private readonly ISamplingHead? _sampling;
    private readonly DiscreteHead? _categorical;
    private readonly RandomSource _exploration;
    private readonly RandomSource _explorers;
    private readonly IDevicePredictor _predictor;
    private DecisionRows? _rows;
    private long _publication;

    internal DecisionRunner(Sequential policy, ParameterPublisher publisher, ObservationNormalizer normalizer, PolicyHead head, ISamplingHead? sampling, RandomSource exploration, IDevice device, int rows)
    {
        _explorers = exploration.Stream(ExplorerStream);
        (_sampling, _exploration, _categorical) = (sampling, exploration, sampling is DiscreteHead { IsNarrow: true } discrete ? discrete : null);
        (_publisher, _normalizer, _head, _publication) = (publisher, normalizer, head, publisher.Publications);
        _predictor = device.Create(new PredictorTask(policy, publisher.Published, NetworkNames.Policy, Math.Max(rows, Predictor.BlockRows)));
    }

    /// <summary>Whether the rows of exploring agents sample their actions. False where the head can't sample.</summary>
    internal bool IsSampling { get; set; }

    /// <summary>Share of the agents that explore, 0 to 1.</summary>
    internal double ExploringShare { get; init; } = 1;

    /// <exception cref="InvalidOperationException">The brain can't sample.</exception>
    internal void Set(ActingMode mode) => IsSampling = mode switch
    {
        ActingMode.Greedy => false,
        ActingMode.Sample when _sampling is not null => true,
        ActingMode.Sample => throw new InvalidOperationException("Acting: expected Greedy for a brain that does not learn from rewards, received Sample."),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, $"Acting: expected Greedy or Sample, received {(int)mode}."),
    };

    /// <summary>Writes each row's action. A row is marked and gets the neutral action if an observation is refused, a branch has no allowed choice, or an output is NaN.</summary>
    internal void Run(DecisionRows rows)
    {
        _rows = rows;
        if (_publication != _publisher.Publications)
        {
            _predictor.Use(_publisher.Published);
            _publication = _publisher.Publications;
        }

        _predictor.Begin(rows.Count, this);
        while (!_predictor.TryEnd())
        {
        }

        if (IsSampling && _sampling is IExploringHead exploring)
        {
            exploring.Decisions += rows.Count;
        }
    }

    /// <summary>Releases the device's memory.</summary>
    public void Dispose() => _predictor.Dispose();

    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
        => _normalizer.Normalize(_rows!.Observations.View.Slice(first, inputs.Rows), inputs, _rows.Refused.AsSpan(first, inputs.Rows));

    private bool Act(DecisionRows decision, int row, ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action)
    {
        if (_sampling is null)
        {
            return _head.Act(output, mask, action);
        }

        float logProbability = float.NaN;
        bool isDecided = IsExploring(decision.Ids[row])
            ? _sampling.Sample(output, mask, _exploration, decision.Ids[row], (ulong)decision.Number, decision.SampleOf(row), action, out logProbability)
            : _head.Act(output, mask, action);
        decision.SetLogProbability(row, isDecided ? logProbability : float.NaN);
        return isDecided;
    }

    private bool IsExploring(ulong id) => IsSampling && (ExploringShare >= 1 || _explorers.Uniform(id, 0) < ExploringShare);

    /// <summary>Makes the sample of a row its action. Returns false if the row has none.</summary>
    private static bool TakeSample(DecisionRows decision, int row, Span<float> action)
    {
        decision.SampleOf(row).CopyTo(action);
        return decision.IsSampled(row);
    }

    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker)
    {
        DecisionRows decision = _rows!;
        bool areSampled = IsSampling && _categorical is not null;
        if (areSampled)
        {
            _categorical!.SampleRows(
                outputs, decision.Masks(first, outputs.Rows), _exploration, decision.Ids.AsSpan(first, outputs.Rows), (ulong)decision.Number,
                decision.Samples(first, outputs.Rows), decision.LogProbabilities(first, outputs.Rows));
        }

        MatrixView actions = decision.Actions(first, outputs.Rows);
        Span<bool> refused = decision.Refused.AsSpan(first, outputs.Rows);
        for (int i = 0; i < outputs.Rows; i++)
        {
            ReadOnlySpan<bool> mask = decision.Mask(first + i);
            decision.Undecided[first + i] = 0;
            if (refused[i])
            {
                if (_sampling is not null)
                {
                    decision.SetLogProbability(first + i, float.NaN);
                }

                _head.WriteNeutralAction(mask, actions.Row(i));
            }
            else if (areSampled && IsExploring(decision.Ids[first + i]) ? !TakeSample(decision, first + i, actions.Row(i)) : !Act(decision, first + i, outputs.Row(i), mask, actions.Row(i)))
            {
                _head.WriteNeutralAction(mask, actions.Row(i));
                refused[i] = _head.FindClosedBranch(mask) >= 0;
                decision.Undecided[first + i] = refused[i] ? 0 : 1 + _head.FindNaN(outputs.Row(i), mask);
            }
        }
    }
}
