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
    private readonly ParameterPublisher _publisher;
    private readonly ObservationNormalizer _normalizer;
    private readonly PolicyHead _head;
    private readonly IDevicePredictor _predictor;
    private DecisionRows? _rows;
    private long _publication;

    internal DecisionRunner(Sequential policy, ParameterPublisher publisher, ObservationNormalizer normalizer, PolicyHead head, IDevice device, int rows)
    {
        (_publisher, _normalizer, _head, _publication) = (publisher, normalizer, head, publisher.Publications);
        _predictor = device.Create(new PredictorTask(policy, publisher.Published, NetworkNames.Policy, Math.Max(rows, Predictor.BlockRows)));
    }

    /// <summary>Writes each row's action. A row is marked and gets the neutral action if an observation is not finite, a branch has no allowed choice, or an output is NaN.</summary>
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
    }

    /// <summary>Releases the device's memory.</summary>
    public void Dispose() => _predictor.Dispose();

    void IPredictionRows.Fill(int first, MatrixView inputs, int worker)
        => _normalizer.Normalize(_rows!.Observations.View.Slice(first, inputs.Rows), inputs, _rows.Refused.AsSpan(first, inputs.Rows));

    void IPredictionRows.Take(int first, ReadOnlyMatrixView outputs, int worker)
    {
        DecisionRows decision = _rows!;
        MatrixView actions = decision.Actions(first, outputs.Rows);
        Span<bool> refused = decision.Refused.AsSpan(first, outputs.Rows);
        for (int i = 0; i < outputs.Rows; i++)
        {
            ReadOnlySpan<bool> mask = decision.Mask(first + i);
            decision.Undecided[first + i] = 0;
            if (refused[i])
            {
                _head.WriteNeutralAction(mask, actions.Row(i));
            }
            else if (!_head.Act(outputs.Row(i), mask, actions.Row(i)))
            {
                _head.WriteNeutralAction(mask, actions.Row(i));
                refused[i] = _head.FindClosedBranch(mask) >= 0;
                decision.Undecided[first + i] = refused[i] ? 0 : 1 + _head.FindNaN(outputs.Row(i), mask);
            }
        }
    }
}
