using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Devices;
using NeuroAgents.Training;

namespace NeuroAgents.Tests.Support;

/// <summary>A program with its parameters, gradients and backpropagation, as a trainer owns them.</summary>
internal sealed class Workbench
{
    internal const string Name = "policy";

    private readonly RandomSource _random;

    internal Workbench(
        Sequential network, int batchCapacity, ulong seed = 1, Workers? workers = null, IObjective? objective = null, bool needsInputGradients = false)
    {
        Network = network;
        Layout = new ParameterLayout([new(Name, network)]);
        Parameters = new ParameterBuffer(Layout);
        Gradients = new ParameterBuffer(Layout);
        Parameters.Initialize(new RandomSource(seed, 0));
        Backpropagation = new Backpropagation(
            network, objective ?? new MeanSquaredError(), Parameters, Gradients, Name, batchCapacity, workers, new RandomSource(seed, 1), needsInputGradients);
        _random = new RandomSource(seed, 1);
    }

    internal Sequential Network { get; }

    internal ParameterLayout Layout { get; }

    internal ParameterBuffer Parameters { get; }

    internal ParameterBuffer Gradients { get; }

    internal Backpropagation Backpropagation { get; }

    /// <summary>Returns the random numbers of a layer in the first step.</summary>
    internal StepRandom FirstStep(int layer) => new(_random.Stream((ulong)layer), 0, 0);

    internal NaiveNetwork Naive => NaiveNetwork.From(Network, Parameters.Values);

    /// <summary>Writes the gradients and returns the loss.</summary>
    internal float Backward(ReadOnlyMatrixView x, ReadOnlyMatrixView y)
    {
        x.CopyTo(Backpropagation.Inputs.FirstRows(x.Rows));
        y.CopyTo(Backpropagation.Targets.FirstRows(y.Rows));
        return Backpropagation.Run(x.Rows);
    }

    internal float Train(Optimizer optimizer, ReadOnlyMatrixView x, ReadOnlyMatrixView y, int steps)
    {
        float loss = float.NaN;
        for (int i = 0; i < steps; i++)
        {
            loss = Backward(x, y);
            optimizer.Step(Parameters.Values, Gradients.Values);
        }

        return loss;
    }

    /// <summary>Returns the values of a buffer without padding, tensor by tensor.</summary>
    internal static double[] Dense(ParameterBuffer buffer) => [.. buffer.Layout.Segments.SelectMany(segment => Dense(buffer, segment))];

    internal static double[] Dense(ParameterBuffer buffer, ParameterSegment segment)
    {
        double[] values = new double[segment.Rows * segment.Columns];
        MatrixView tensor = buffer.Tensor(segment);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = tensor[i / segment.Columns, i % segment.Columns];
        }

        return values;
    }

    /// <summary>Asserts that all padding is zero.</summary>
    internal static void AssertZeroPadding(ParameterBuffer buffer, string what)
    {
        foreach (ParameterSegment segment in buffer.Layout.Segments)
        {
            Matrices.AssertZeroPadding(buffer.Tensor(segment), $"{what} {segment.Name}");
        }
    }
}
