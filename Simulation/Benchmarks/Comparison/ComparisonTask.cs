using NeuroAgents.Activations;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Benchmarks.Comparison;

/// <summary>The task that all training methods are compared on: the same rows, the same network and the same initial parameters.</summary>
internal sealed class ComparisonTask
{
    private readonly IReadOnlyList<int> _hidden;
    private readonly int _outputs;
    private readonly ulong _seed;

    /// <summary>Creates the task of a table.</summary>
    /// <param name="data">Rows with standardised inputs. Targets are class indices or standardised values.</param>
    /// <param name="classes">Number of classes; 0 for regression.</param>
    /// <param name="hidden">Widths of the hidden layers.</param>
    /// <param name="seed">Seed of the initial parameters and of the order of the rows.</param>
    internal ComparisonTask(TrainingData data, int classes, IReadOnlyList<int> hidden, ulong seed)
    {
        (Data, Classes, _hidden, _seed) = (data, classes, hidden, seed);
        Loss = classes > 0 ? new SparseCategoricalCrossentropy() : new MeanSquaredError();
        _outputs = classes > 0 ? classes : data.TargetColumns;
        ConstantLoss = classes > 0 ? Entropy() : Variance();
        AllRows = [.. Enumerable.Range(0, data.Rows)];
    }

    internal TrainingData Data { get; }

    /// <summary>Number of classes; 0 for regression.</summary>
    internal int Classes { get; }

    internal Loss Loss { get; }

    /// <summary>Loss of the best constant answer: the entropy of the classes, or the variance of the targets.</summary>
    internal double ConstantLoss { get; }

    /// <summary>Indices of all rows.</summary>
    internal int[] AllRows { get; }

    internal string Network => string.Join('-', (int[])[Data.InputColumns, .. _hidden, _outputs]);

    /// <summary>Creates a trainer with the initial parameters, which are the same in every call.</summary>
    internal Trainer NewTrainer(OptimizerOptions optimizer, Workers? workers = null)
        => new(Sequential.Perceptrons(Data.InputColumns, _hidden, _outputs, Activation.Relu), new TrainerOptions { Loss = Loss, Optimizer = optimizer, Seed = _seed }, workers);

    /// <summary>Makes a training step. Returns false if the training has diverged: the loss is not finite, or the optimizer refuses the gradient.</summary>
    internal static bool TryStep(Trainer trainer, TrainingData data, ReadOnlySpan<int> rows)
    {
        try
        {
            return double.IsFinite(trainer.Step(data, rows));
        }
        catch (ArithmeticException)
        {
            return false;
        }
    }

    /// <summary>Creates a random order of the rows for minibatches.</summary>
    internal RowOrder NewOrder(ulong draw) => new(Data.Rows, new RandomSource(_seed, 1000 + draw));

    /// <summary>Returns −Σ p ln p over the classes' shares.</summary>
    private double Entropy()
    {
        int[] counts = new int[Classes];
        for (int row = 0; row < Data.Rows; row++)
        {
            counts[(int)Data.Target(row)[0]]++;
        }

        return counts.Where(count => count > 0).Sum(count => -(double)count / Data.Rows * VectorMath.Log((double)count / Data.Rows));
    }

    private double Variance()
    {
        double sum = 0;
        for (int column = 0; column < Data.TargetColumns; column++)
        {
            double mean = AllTargets(column).Average();
            sum += AllTargets(column).Average(value => (value - mean) * (value - mean));
        }

        return sum / Data.TargetColumns;
    }

    private IEnumerable<double> AllTargets(int column) => Enumerable.Range(0, Data.Rows).Select(row => (double)Data.Target(row)[column]);
}
