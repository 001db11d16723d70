using NeuroAgents.Inference;
using NeuroAgents.Learning.Hosting;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>Decides for all rows of a decision by the published parameters: normalise, forward, act, in blocks that stay in cache.</summary>
/// <remarks>Each worker has a predictor and a block of its own. Does not allocate.</remarks>
internal sealed class DecisionRunner : IParallelWork
{
    private readonly ParameterPublisher _publisher;
    private readonly ObservationNormalizer _normalizer;
    private readonly PolicyHead _head;
    private readonly Predictor[] _predictors;
    private readonly Matrix[] _inputs;
    private readonly Matrix[] _outputs;
    private DecisionRows? _rows;

    internal DecisionRunner(Sequential policy, ParameterPublisher publisher, ObservationNormalizer normalizer, PolicyHead head, int workers)
    {
        _publisher = publisher;
        _normalizer = normalizer;
        _head = head;
        _predictors = [.. Enumerable.Range(0, workers).Select(_ => new Predictor(policy, publisher.Published, NetworkNames.Policy))];
        _inputs = [.. _predictors.Select(_ => new Matrix(Predictor.BlockRows, policy.Inputs))];
        _outputs = [.. _predictors.Select(_ => new Matrix(Predictor.BlockRows, policy.Outputs))];
    }

    /// <summary>Writes each row's action. A row is marked and gets the neutral action if an observation is not finite, a branch has no allowed choice, or an output is NaN.</summary>
    internal void Run(Workers workers, DecisionRows rows)
    {
        _rows = rows;
        foreach (Predictor predictor in _predictors)
        {
            predictor.Snapshot = _publisher.Published;
        }

        workers.Run(this, rows.Count, Predictor.BlockRows);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        for (int block = start; block < start + count; block += Predictor.BlockRows)
        {
            Decide(block, Math.Min(Predictor.BlockRows, start + count - block), worker);
        }
    }

    private void Decide(int start, int rows, int worker)
    {
        Matrix input = _inputs[worker], output = _outputs[worker];
        DecisionRows decision = _rows!;
        Span<bool> refused = decision.Refused.AsSpan(start, rows);
        _normalizer.Normalize(decision.Observations.View.Slice(start, rows), input.FirstRows(rows), refused);
        _predictors[worker].Forward(input.FirstRows(rows), output.FirstRows(rows));
        MatrixView actions = decision.Actions(start, rows);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<bool> mask = decision.Mask(start + i);
            decision.Undecided[start + i] = 0;
            if (refused[i])
            {
                _head.WriteNeutralAction(mask, actions.Row(i));
            }
            else if (!_head.Act(output.Row(i), mask, actions.Row(i)))
            {
                _head.WriteNeutralAction(mask, actions.Row(i));
                refused[i] = _head.FindClosedBranch(mask) >= 0;
                decision.Undecided[start + i] = refused[i] ? 0 : 1 + _head.FindNaN(output.Row(i), mask);
            }
        }
    }
}
