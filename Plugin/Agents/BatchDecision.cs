using NeuroAgents.Inference;
using NeuroAgents.Learners;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

/// <summary>Normalise, forward, act, for rows in blocks that stay in cache; each worker has a predictor and a block of its own.</summary>
internal sealed class BatchDecision : IParallelWork
{
    private readonly ObservationNormalizer normalizer;
    private readonly PolicyHead head;
    private readonly Predictor[] predictors;
    private readonly Matrix[] inputs;
    private readonly Matrix[] outputs;
    private Matrix? observations;
    private Matrix? actions;
    private bool[] refused = [];

    internal BatchDecision(Sequential policy, ParameterSnapshot snapshot, ObservationNormalizer normalizer, PolicyHead head, int workers)
    {
        this.normalizer = normalizer;
        this.head = head;
        predictors = [.. Enumerable.Range(0, workers).Select(_ => new Predictor(policy, snapshot, LearnerContext.PolicyName))];
        inputs = [.. predictors.Select(_ => new Matrix(Predictor.BlockRows, policy.Inputs))];
        outputs = [.. predictors.Select(_ => new Matrix(Predictor.BlockRows, policy.Outputs))];
    }

    /// <summary>Makes every predictor read another snapshot.</summary>
    internal void Read(ParameterSnapshot snapshot)
    {
        foreach (Predictor predictor in predictors)
        {
            predictor.Snapshot = snapshot;
        }
    }

    /// <summary>Fills the first rows of <paramref name="resultActions"/>; a row with an observation that is not finite is marked and its action is zero.</summary>
    internal void Run(Workers workers, int rows, Matrix rawObservations, Matrix resultActions, bool[] resultRefused)
    {
        observations = rawObservations;
        actions = resultActions;
        refused = resultRefused;
        workers.Run(this, rows, Predictor.BlockRows);
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
        Matrix input = inputs[worker], output = outputs[worker];
        for (int i = 0; i < rows; i++)
        {
            bool isFinite = normalizer.TryNormalize(observations!.Row(start + i), input.Row(i));
            refused[start + i] = !isFinite;
            if (!isFinite)
            {
                input.Row(i).Clear();
            }
        }

        predictors[worker].Forward(input.FirstRows(rows), output.FirstRows(rows));
        for (int i = 0; i < rows; i++)
        {
            Span<float> action = actions!.Row(start + i);
            head.Act(output.Row(i), action);
            if (refused[start + i])
            {
                action.Clear();
            }
        }
    }
}
