using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>The agreement of a minibatch's gradient with the gradient of all rows: the mean cosine of the angle between them.</summary>
internal static class Agreement
{
    private const int Draws = 64;

    /// <summary>Returns the mean cosine at the trainer's current parameters, over 64 random minibatches.</summary>
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

            // The rest at the end of an epoch is smaller than a minibatch and is skipped.
            rows = rows.Length < batchSize ? order.Next(batchSize) : rows;
            trainer.Gradient(task.Data, rows);
            sum += Cosine(full, trainer.Gradients.Values);
        }

        return sum / Draws;
    }

    /// <summary>Returns a · b / (‖a‖ ‖b‖) in float64; 0 if a or b is zero.</summary>
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
