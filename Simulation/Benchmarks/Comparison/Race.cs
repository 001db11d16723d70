using System.Diagnostics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>Training from the same start until the loss over all rows is as low as asked for.</summary>
internal sealed class Race(ComparisonTask task, double targetLoss, CancellationToken cancellation)
{
    private const int MeasurementsPerEpoch = 8;
    private const int TimedRuns = 3;

    /// <summary>Steps to the target; null if it is not reached within so many. The loss over all rows is measured eight times an epoch.</summary>
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

    /// <summary>Time of so many steps without measuring anything: the best of three runs, s.</summary>
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
