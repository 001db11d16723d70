namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>The result of <c>compare</c>.</summary>
internal sealed record ComparisonReport
{
    public required string Machine { get; init; }

    /// <summary>Number of rows that were used, of the <see cref="RowsInFile"/> rows of the file.</summary>
    public required int Rows { get; init; }

    public required int RowsInFile { get; init; }

    public required int Features { get; init; }

    /// <summary>Task: <c>classification</c> or <c>regression</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Numbers of inputs, of units in each hidden layer and of outputs, such as <c>64-64-64-10</c>.</summary>
    public required string Network { get; init; }

    public required ulong Seed { get; init; }

    public required int Workers { get; init; }

    /// <summary>Loss of the best constant answer.</summary>
    public required double LossConstant { get; init; }

    public required double LossStart { get; init; }

    /// <summary>Loss to reach: nine tenths of the way from the constant answer to the loss that Adam reaches with minibatches of 32.</summary>
    public required double LossTarget { get; init; }

    public required IReadOnlyList<BatchResult> Batches { get; init; }

    public required IReadOnlyList<OptimizerResult> Optimizers { get; init; }

    public double Seconds { get; set; }
}

/// <summary>The figures of one batch size with plain gradient descent.</summary>
internal sealed record BatchResult
{
    /// <summary>Name, such as <c>gradient descent</c> or <c>minibatch 32</c>.</summary>
    public required string Name { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Mean cosine between the minibatch's gradient and the gradient of all rows, at several points of a training.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>Largest learning rate with which the loss falls and stays low; null if no tried rate does.</summary>
    public required double? LargestStableRate { get; init; }

    /// <summary>Learning rate with the fewest steps to the target, among the largest stable rate, its half and its quarter; null if none reached the target.</summary>
    public required double? Rate { get; init; }

    /// <summary>Number of steps to the target; null if it was not reached.</summary>
    public required long? Steps { get; init; }

    public required double? Epochs { get; init; }

    /// <summary>Time of <see cref="Steps"/> steps on one thread without measuring the loss, s; the best of three runs. Null if the target was not reached.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Time of one step on one thread, µs.</summary>
    public required double StepUs { get; init; }

    /// <summary>Time of one step on all workers, µs.</summary>
    public required double StepUsWorkers { get; init; }

    /// <summary><see cref="StepUs"/> / <see cref="StepUsWorkers"/>.</summary>
    public required double Speedup { get; init; }
}

/// <summary>The figures of one optimizer with minibatches of 32.</summary>
internal sealed record OptimizerResult
{
    public required string Name { get; init; }

    public required double DefaultRate { get; init; }

    /// <summary>Number of steps to the target with the default rate; null if it was not reached.</summary>
    public required long? StepsAtDefault { get; init; }

    /// <summary>Learning rate with the fewest steps to the target among the tried ones; null if none reached it.</summary>
    public required double? BestRate { get; init; }

    public required long? StepsAtBest { get; init; }

    /// <summary>Time of <see cref="StepsAtBest"/> steps on one thread without measuring the loss, s; null if the target was not reached.</summary>
    public required double? Seconds { get; init; }
}
