using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>A search for the largest learning rate of plain gradient descent with which the loss falls and stays low.</summary>
/// <remarks>
/// A rate is stable if the loss over all rows is at most <c>highestLoss</c> after the third and after the fourth quarter of a training, in three orders of the rows. Rates
/// are tried from the largest down. A rate too small to lower the loss in time does no harm, because a larger stable rate is found first.
/// </remarks>
internal sealed class StableRate(ComparisonTask task, double highestLoss, CancellationToken cancellation)
{
    private const int Orders = 3;
    private const int Quarters = 4;
    private const int MinSteps = 200;
    private const int MaxSteps = 4000;
    private const int Epochs = 4;

    /// <summary>The tried rates, from 20 down to 0.001, about six per decade.</summary>
    internal static IReadOnlyList<double> Rates { get; } =
    [
        20, 15, 10, 7, 5, 3, 2, 1.5, 1, 0.7, 0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.015, 0.01, 0.007, 0.005, 0.003, 0.002, 0.0015, 0.001,
    ];

    internal double? Find(int batchSize)
    {
        foreach (double rate in Rates)
        {
            if (IsStable(rate, batchSize))
            {
                return rate;
            }
        }

        return null;
    }

    private bool IsStable(double rate, int batchSize)
    {
        // With all rows in each step, the order does not matter.
        int orders = batchSize >= task.Data.Rows ? 1 : Orders;
        for (int draw = 0; draw < orders; draw++)
        {
            if (!StaysDown(rate, batchSize, task.NewOrder((ulong)draw)))
            {
                return false;
            }
        }

        return true;
    }

    private bool StaysDown(double rate, int batchSize, RowOrder order)
    {
        Trainer trainer = task.NewTrainer(new SgdOptions { LearningRate = rate });
        int steps = Math.Clamp(Epochs * task.Data.Rows / batchSize, MinSteps, MaxSteps);
        for (int step = 1; step <= steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!ComparisonTask.TryStep(trainer, task.Data, order.Next(batchSize)))
            {
                return false;
            }

            bool isAfterQuarter = step * Quarters % steps < Quarters && step > steps / 2;
            if (isAfterQuarter && !(trainer.Evaluate(task.Data) <= highestLoss))
            {
                return false;
            }
        }

        return true;
    }
}
