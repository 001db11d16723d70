using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Training;

/// <summary>Tasks that a perceptron can and cannot learn, and the need for a non-linear activation between layers.</summary>
public sealed class ToyTaskTests
{
    private static readonly double[,] s_inputs = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
    private static readonly double[,] s_or = { { 0 }, { 1 }, { 1 }, { 1 } };
    private static readonly double[,] s_xor = { { 0 }, { 1 }, { 1 }, { 0 } };

    [Fact]
    public void APerceptronLearnsOr()
    {
        Workbench bench = new(new Sequential(2, [new Dense(1, Activation.Sigmoid)]), 4);
        Train(bench, s_or, new SgdOptions { LearningRate = 5 }, 1000);
        AssertLearned(bench, s_or);
    }

    [Theory]
    [InlineData("tanh", 1)]
    [InlineData("tanh", 2)]
    [InlineData("sigmoid", 1)]
    [InlineData("relu", 1)]
    public void AHiddenLayerLearnsXor(string activation, ulong seed)
    {
        Workbench bench = new(new Sequential(2, [new Dense(8, Activation.FromName(activation)), new Dense(1, Activation.Sigmoid)]), 4, seed);
        Train(bench, s_xor, new AdamOptions { LearningRate = 0.05 }, 1500);
        AssertLearned(bench, s_xor);
    }

    /// <summary>The best linear map on XOR outputs one half everywhere, which gives a loss of one quarter.</summary>
    [Fact]
    public void AStackOfLinearLayersCannotLearnXor()
    {
        Workbench bench = new(new Sequential(2, [new Dense(8), new Dense(8), new Dense(1)]), 4);
        float loss = Train(bench, s_xor, new AdamOptions { LearningRate = 0.01 }, 3000);
        Assert.Equal(0.25, loss, 1e-3);
        Assert.All(Predict(bench), value => Assert.Equal(0.5, value, 0.05));
    }

    [Fact]
    public void ASinglePerceptronCannotLearnXor()
    {
        Workbench bench = new(new Sequential(2, [new Dense(1, Activation.Sigmoid)]), 4);
        float loss = Train(bench, s_xor, new AdamOptions { LearningRate = 0.05 }, 3000);
        Assert.InRange(loss, 0.2499, 0.26);
    }

    /// <summary>Gradient descent (all rows), minibatch SGD and SGD on single points find the same linear map.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(8)]
    [InlineData(1)]
    public void EveryBatchSizeFindsALinearMap(int batch)
    {
        Matrix x = Matrices.Normal(64, 3, 1), w = Matrices.Normal(3, 2, 2), y = new(64, 2);
        MatrixMultiply.Forward(x.View, w.View, new float[16], y.View);
        Workbench bench = new(new Sequential(3, [new Dense(2)]), batch);
        Optimizer optimizer = new SgdOptions { LearningRate = 0.1 }.Create(bench.Layout.Length);
        for (int step = 0; step < 640; step++)
        {
            int start = step * batch % 64;
            bench.Train(optimizer, x.View.Slice(start, batch), y.View.Slice(start, batch), 1);
        }

        Tolerance.AssertWithin(1e-4, Workbench.Dense(bench.Parameters, bench.Layout.Segments[0]), [.. Matrices.ToDouble(w.View).Cast<double>()], "weights");
    }

    private static float Train(Workbench bench, double[,] target, OptimizerOptions options, int steps)
        => bench.Train(options.Create(bench.Layout.Length), Matrices.Of(s_inputs).View, Matrices.Of(target).View, steps);

    private static double[] Predict(Workbench bench)
    {
        Matrix output = new(4, 1);
        new Predictor(bench.Network, new ParameterSnapshot(bench.Parameters), Workbench.Name).Forward(Matrices.Of(s_inputs).View, output.View);
        return [.. Matrices.ToDouble(output.View).Cast<double>()];
    }

    private static void AssertLearned(Workbench bench, double[,] target)
        => Assert.All(Predict(bench).Zip(target.Cast<double>()), pair => Assert.Equal(pair.Second, pair.First, 0.1));
}
