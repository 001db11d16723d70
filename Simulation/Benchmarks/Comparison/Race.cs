using System.Diagnostics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>A race of training methods: each trains from the same start until the loss over all rows reaches a target.</summary>
internal sealed class Race(ComparisonTask task, double targetLoss, CancellationToken cancellation)
{
    private const int MeasurementsPerEpoch = 8;
    private const int TimedRuns = 3;

    /// <summary>Returns the number of steps to the target; null if it is not reached within <paramref name="maxSteps"/>. The loss over all rows is measured about eight times per epoch, or after every step if an epoch has fewer steps.</summary>
    internal long? Steps(OptimizerOptions optimizer, int batchSize, long maxSteps)
    {
        Trainer trainer = task.NewTrainer(optimizer);
        RowOrder order = task.NewOrder(0);
        long interval = Math.Max(1, task.Data.Rows / ((long)batchSize * MeasurementsPerEpoch));
        for (long step = 1; step <= maxSteps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!ComparisonTask.TryStep(trainer, task.Data, order.Next(batchSize)))
            {
                return null;
            }

            if (step % interval == 0 && trainer.Evaluate(task.Data) <= targetLoss)
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>Returns the time of a number of steps without measuring the loss, s: the best of three runs.</summary>
    internal double Seconds(OptimizerOptions optimizer, int batchSize, long steps)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < TimedRuns; run++)
        {
            Trainer trainer = task.NewTrainer(optimizer);
            RowOrder order = task.NewOrder(0);
            trainer.Gradient(task.Data, order.Next(batchSize));
            order = task.NewOrder(0);
            long start = Stopwatch.GetTimestamp();
            for (long step = 0; step < steps; step++)
            {
                trainer.Step(task.Data, order.Next(batchSize));
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            cancellation.ThrowIfCancellationRequested();
        }

        return best;
    }
}
