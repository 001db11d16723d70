namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>What <c>compare</c> found.</summary>
internal sealed record ComparisonReport
{
    public required string Machine { get; init; }

    /// <summary>Rows compared on, of <see cref="RowsInFile"/>.</summary>
    public required int Rows { get; init; }

    public required int RowsInFile { get; init; }

    public required int Features { get; init; }

    /// <summary><c>classification</c> or <c>regression</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Widths, such as <c>64-64-64-10</c>.</summary>
    public required string Network { get; init; }

    public required ulong Seed { get; init; }

    public required int Workers { get; init; }

    /// <summary>The loss of the best answer that is the same for every row.</summary>
    public required double LossConstant { get; init; }

    public required double LossStart { get; init; }

    /// <summary>The loss to reach: nine tenths of the way from the constant answer to what Adam reaches with minibatches of 32.</summary>
    public required double LossTarget { get; init; }

    public required IReadOnlyList<BatchResult> Batches { get; init; }

    public required IReadOnlyList<OptimizerResult> Optimizers { get; init; }

    public double Seconds { get; set; }
}

/// <summary>One size of the batch under plain gradient descent.</summary>
internal sealed record BatchResult
{
    /// <summary><c>gradient descent</c>, <c>sgd</c> or <c>minibatch 32</c>.</summary>
    public required string Name { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Mean cosine between the step's gradient and the gradient of all rows, at points along the way.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>The largest learning rate with which the loss comes and stays down; null if none of those tried.</summary>
    public required double? LargestStableRate { get; init; }

    /// <summary>The rate, of the largest stable one and its halves, that takes the fewest steps to the target.</summary>
    public required double? Rate { get; init; }

    /// <summary>Steps to the target; null if it was not reached.</summary>
    public required long? Steps { get; init; }

    public required double? Epochs { get; init; }

    /// <summary>Time of these steps on one thread, without measuring the loss: the best of several.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Time of a step on one thread, µs.</summary>
    public required double StepUs { get; init; }

    /// <summary>Time of a step on all workers, µs.</summary>
    public required double StepUsWorkers { get; init; }

    /// <summary><see cref="StepUs"/> / <see cref="StepUsWorkers"/>.</summary>
    public required double Speedup { get; init; }
}

/// <summary>One optimizer with minibatches of 32.</summary>
internal sealed record OptimizerResult
{
    public required string Name { get; init; }

    public required double DefaultRate { get; init; }

    /// <summary>Steps to the target with the default rate; null if it was not reached.</summary>
    public required long? StepsAtDefault { get; init; }

    /// <summary>The rate of those tried that takes the fewest steps.</summary>
    public required double? BestRate { get; init; }

    public required long? StepsAtBest { get; init; }

    /// <summary>Time of the fewest steps on one thread.</summary>
    public required double? Seconds { get; init; }
}
