using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>How well the gradient of a step agrees with the gradient of all rows: the mean cosine of the angle between them.</summary>
internal static class Agreement
{
    private const int Draws = 64;

    /// <summary>At the trainer's parameters, over 64 minibatches drawn at random.</summary>
    internal static double MeanCosine(ComparisonTask task, Trainer trainer, int batchSize)
    {
        trainer.Gradient(task.Data, task.AllRows);
        if (batchSize >= task.Data.Rows)
        {
            return 1;
        }

        float[] full = trainer.Gradients.Values.ToArray();
        RowOrder order = task.NewOrder(500);
        double sum = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            ReadOnlySpan<int> rows = order.Next(batchSize);

            // What is left at the end of an epoch is no minibatch of this size.
            rows = rows.Length < batchSize ? order.Next(batchSize) : rows;
            trainer.Gradient(task.Data, rows);
            sum += Cosine(full, trainer.Gradients.Values);
        }

        return sum / Draws;
    }

    /// <summary>a · b / (‖a‖ ‖b‖) in float64; 0 where one of them is zero: it agrees with nothing.</summary>
    internal static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, squaresA = 0, squaresB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            squaresA += (double)a[i] * a[i];
            squaresB += (double)b[i] * b[i];
        }

        return squaresA == 0 || squaresB == 0 ? 0 : dot / Math.Sqrt(squaresA * squaresB);
    }
}
