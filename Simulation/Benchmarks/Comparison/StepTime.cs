using System.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>The time of an SGD step on one thread and on all workers.</summary>
internal static class StepTime
{
    private const double SecondsPerRound = 0.02;
    private const int Rounds = 3;

    /// <summary>Returns the times per step on one thread and on all workers, µs: each the best of three rounds. The two alternate, so that noise from other programs affects both.</summary>
    internal static (double Alone, double Shared) Measure(ComparisonTask task, int batchSize, Workers pool, CancellationToken cancellation)
    {
        SgdOptions optimizer = new() { LearningRate = 1e-3 };
        Trainer alone = task.NewTrainer(optimizer), shared = task.NewTrainer(optimizer, pool);
        double bestAlone = double.PositiveInfinity, bestShared = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            bestAlone = Math.Min(bestAlone, Round(task, alone, batchSize));
            bestShared = pool.Count == 1 ? bestAlone : Math.Min(bestShared, Round(task, shared, batchSize));
        }

        return (bestAlone, bestShared);
    }

    private static double Round(ComparisonTask task, Trainer trainer, int batchSize)
    {
        RowOrder order = task.NewOrder(0);
        trainer.Step(task.Data, order.Next(batchSize));
        long start = Stopwatch.GetTimestamp();
        double seconds;
        int steps = 0;
        do
        {
            trainer.Step(task.Data, order.Next(batchSize));
            steps++;
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (seconds < SecondsPerRound);

        return 1e6 * seconds / steps;
    }
}
