using System.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>A comparison of training methods: gradient descent, SGD on single points, minibatches, and then every optimizer, all from the same start.</summary>
/// <remarks>All figures except times depend only on the data and the seed.</remarks>
internal sealed class ComparisonRunner(ComparisonTask task, int workers, Action<string, double> progress, CancellationToken cancellation)
{
    internal const int ReferenceBatch = 32;
    private const int MinReferenceEpochs = 30;
    private const int MinReferenceSteps = 1500;

    /// <summary>Factor of the epochs for full gradients, which make only one step per epoch.</summary>
    private const int EpochsOfFullGradients = 10;
    private const int TriedHalves = 3;
    private const int Snapshots = 4;
    private static readonly int[] s_minibatches = [8, 32, 128, 512];

    /// <summary>The rates that are tried besides each optimizer's default.</summary>
    private static readonly double[] s_rates = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];

    internal ComparisonReport Run(int rowsInFile, ulong seed)
    {
        long start = Stopwatch.GetTimestamp();
        progress("loss to reach", 0);
        (double target, double highest) = Losses();
        Race race = new(task, target, cancellation);
        int[] sizes = [.. s_minibatches.Where(size => size < task.Data.Rows)];
        double[] cosines = Cosines(race, [task.Data.Rows, 1, .. sizes]);
        List<BatchResult> batches = [];
        using Workers pool = new(workers);
        foreach (int size in (int[])[task.Data.Rows, 1, .. sizes])
        {
            progress(Name(size), (batches.Count + 1.0) / (sizes.Length + 8));
            batches.Add(Batch(race, size, cosines[batches.Count], new StableRate(task, highest, cancellation).Find(size), pool));
        }

        List<OptimizerResult> optimizers = [];
        IReadOnlyList<KeyValuePair<string, OptimizerOptions>> all = AllOptimizers();
        foreach ((string name, OptimizerOptions optimizer) in all)
        {
            progress(name, (sizes.Length + 2 + 6.0 * optimizers.Count / all.Count) / (sizes.Length + 8));
            optimizers.Add(Optimizer(race, name, optimizer));
        }

        return new ComparisonReport
        {
            Machine = MachineName.Describe(),
            Rows = task.Data.Rows,
            RowsInFile = rowsInFile,
            Features = task.Data.InputColumns,
            Task = task.Classes > 0 ? "classification" : "regression",
            Network = task.Network,
            Seed = seed,
            Workers = workers,
            LossConstant = task.ConstantLoss,
            LossStart = task.NewTrainer(new SgdOptions()).Evaluate(task.Data),
            LossTarget = target,
            Batches = batches,
            Optimizers = optimizers,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    /// <summary>Returns every optimizer with Keras' defaults, and also SGD with momentum and with Nesterov momentum.</summary>
    internal static IReadOnlyList<KeyValuePair<string, OptimizerOptions>> AllOptimizers() =>
    [
        new("sgd", new SgdOptions()), new("sgd, momentum 0.9", new SgdOptions { Momentum = 0.9 }),
        new("sgd, nesterov 0.9", new SgdOptions { Momentum = 0.9, Nesterov = true }), new("rmsprop", new RmsPropOptions()),
        new("adagrad", new AdagradOptions()), new("adadelta", new AdadeltaOptions()), new("adam", new AdamOptions()), new("adamw", new AdamWOptions()),
        new("adamax", new AdamaxOptions()), new("nadam", new NadamOptions()), new("ftrl", new FtrlOptions()), new("lion", new LionOptions()),
    ];

    private string Name(int size) => size == task.Data.Rows ? "gradient descent" : size == 1 ? "SGD, single points" : $"minibatch {size}";

    /// <summary>Returns two losses between the one of the best constant answer and Adam's lowest one: the target, at nine tenths of the way down, and the highest loss that a stable training may have, at half of the way.</summary>
    private (double Target, double Highest) Losses()
    {
        Trainer trainer = task.NewTrainer(new AdamOptions());
        RowOrder order = task.NewOrder(0);
        double best = double.PositiveInfinity;
        for (int epoch = 0; epoch < ReferenceEpochs; epoch++)
        {
            for (int visited = 0; visited < task.Data.Rows; visited += ReferenceBatch)
            {
                cancellation.ThrowIfCancellationRequested();
                trainer.Step(task.Data, order.Next(ReferenceBatch));
            }

            best = Math.Min(best, trainer.Evaluate(task.Data));
        }

        double way = task.ConstantLoss - best;
        return way > 0.01 * task.ConstantLoss
            ? (best + 0.1 * way, best + 0.5 * way)
            : throw new ComparisonException(FormattableString.Invariant(
                $"data: expected a loss well below {task.ConstantLoss:G3}, that of a constant answer, after {ReferenceEpochs} epochs of Adam, received {best:G3}."));
    }

    /// <summary>Returns each batch size's mean cosine over several points of Adam's training from the start to the target.</summary>
    private double[] Cosines(Race race, int[] sizes)
    {
        long steps = race.Steps(new AdamOptions(), ReferenceBatch, (long)ReferenceEpochs * StepsPerEpoch(ReferenceBatch)) ?? 0;
        double[] sums = new double[sizes.Length];
        Trainer trainer = task.NewTrainer(new AdamOptions());
        RowOrder order = task.NewOrder(0);
        for (long step = 0, seen = 0; seen < Snapshots; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step >= steps * seen / Snapshots)
            {
                seen++;
                for (int i = 0; i < sizes.Length; i++)
                {
                    sums[i] += Agreement.MeanCosine(task, trainer, sizes[i]);
                }
            }

            trainer.Step(task.Data, order.Next(ReferenceBatch));
        }

        return [.. sums.Select(sum => sum / Snapshots)];
    }

    private BatchResult Batch(Race race, int size, double cosine, double? stable, Workers pool)
    {
        (double? rate, long? steps) = (null, null);
        long maxSteps = (long)ReferenceEpochs * (size == task.Data.Rows ? EpochsOfFullGradients : 1) * StepsPerEpoch(size);
        for (int halves = 0; halves < TriedHalves && stable is { } largest; halves++)
        {
            double tried = largest / (1 << halves);
            if (race.Steps(new SgdOptions { LearningRate = tried }, size, steps - 1 ?? maxSteps) is { } fewer)
            {
                (rate, steps) = (tried, fewer);
            }
        }

        (double alone, double shared) = StepTime.Measure(task, size, pool, cancellation);
        return new BatchResult
        {
            Name = Name(size),
            BatchSize = size,
            MeanCosine = cosine,
            LargestStableRate = stable,
            Rate = rate,
            Steps = steps,
            Epochs = (double?)steps * size / task.Data.Rows,
            Seconds = steps is { } count ? race.Seconds(new SgdOptions { LearningRate = rate!.Value }, size, count) : null,
            StepUs = alone,
            StepUsWorkers = shared,
            Speedup = alone / shared,
        };
    }

    private OptimizerResult Optimizer(Race race, string name, OptimizerOptions defaults)
    {
        long maxSteps = (long)ReferenceEpochs * StepsPerEpoch(ReferenceBatch);
        long? atDefault = race.Steps(defaults, ReferenceBatch, maxSteps);
        (double? rate, long? steps) = (atDefault is null ? null : defaults.LearningRate, atDefault);
        foreach (double tried in s_rates)
        {
            if (race.Steps(defaults with { LearningRate = tried }, ReferenceBatch, steps - 1 ?? maxSteps) is { } fewer)
            {
                (rate, steps) = (tried, fewer);
            }
        }

        return new OptimizerResult
        {
            Name = name,
            DefaultRate = defaults.LearningRate,
            StepsAtDefault = atDefault,
            BestRate = rate,
            StepsAtBest = steps,
            Seconds = steps is { } count ? race.Seconds(defaults with { LearningRate = rate!.Value }, ReferenceBatch, count) : null,
        };
    }

    /// <summary>Number of epochs of the reference training: 30, or more if 30 epochs have less than 1,500 steps.</summary>
    private int ReferenceEpochs => Math.Max(MinReferenceEpochs, (MinReferenceSteps + StepsPerEpoch(ReferenceBatch) - 1) / StepsPerEpoch(ReferenceBatch));

    private int StepsPerEpoch(int size) => (task.Data.Rows + size - 1) / size;
}

/// <summary>The exception for data on which training hardly beats a constant answer, so there is nothing to compare. The message is one line.</summary>
internal sealed class ComparisonException(string message) : Exception(message);
