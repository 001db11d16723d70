using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using NeuroAgents.Devices;
using Xunit;

namespace NeuroAgents.Tests.Devices;

public sealed class BackpropagationTests
{
    /// <summary>ReLU stacks, compared with the oracle alone: central differences across a kink are meaningless.</summary>
    public static TheoryData<int[], int, string> ReluStacks => new() { { [4, 8, 8, 3], 7, "relu" }, { [4, 8, 3], 300, "relu" }, { [4, 8, 3], 2500, "relu" }, { [33, 65, 47, 17], 50, "relu" } };

    public static TheoryData<int[], int, string> Stacks => new()
    {
        { [1, 1], 1, "tanh" }, { [3, 5, 2], 4, "tanh" }, { [3, 5, 2], 4, "sigmoid" }, { [7, 17, 1, 3], 5, "tanh" }, { [2, 9, 9, 9, 2], 6, "sigmoid" },
        { [1, 33, 1], 1, "tanh" }, { [5, 15, 31, 2], 13, "identity" },
        { [3, 17, 9, 2], 101, "gelu" }, { [3, 7, 2], 5, "gelu_tanh" }, { [3, 9, 2], 5, "silu" }, { [4, 9, 3], 5, "softplus" },
    };

    [Theory]
    [MemberData(nameof(Stacks))]
    [MemberData(nameof(ReluStacks))]
    public void GradientsMatchTheFloat64Oracle(int[] widths, int batch, string activation)
    {
        Workbench bench = new(Sequential.Perceptrons(widths[0], widths[1..^1], widths[^1], Activation.FromName(activation)), batch, seed: 5);
        Matrix x = Matrices.Normal(batch, widths[0], 1), y = Matrices.Normal(batch, widths[^1], 2);
        float loss = bench.Backward(x.View, y.View);
        (double expectedLoss, IReadOnlyList<NaiveLayer> expected) = bench.Naive.Backward(Matrices.ToDouble(x.View), Matrices.ToDouble(y.View));
        Assert.Equal(expectedLoss, loss, 2e-6 * expectedLoss);
        Tolerance.AssertWithin(5e-6, Workbench.Dense(bench.Gradients), [.. expected.SelectMany(layer => layer.Values)], "gradients");
        Workbench.AssertZeroPadding(bench.Gradients, "gradients");
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void GradientsMatchCentralDifferences(int[] widths, int batch, string activation)
    {
        Workbench bench = new(Sequential.Perceptrons(widths[0], widths[1..^1], widths[^1], Activation.FromName(activation)), batch, seed: 6);
        GradientCheck.Parameters(bench, Matrices.Normal(batch, widths[0], 3), Matrices.Normal(batch, widths[^1], 4), 2e-3);
    }

    [Fact]
    public void ASmallerBatchAfterALargerOneLeavesNothingBehind()
    {
        Workbench used = new(Sequential.Perceptrons(3, [17, 9], 2, Activation.Tanh), 64),
            fresh = new(Sequential.Perceptrons(3, [17, 9], 2, Activation.Tanh), 64);
        Matrix x = Matrices.Normal(64, 3, 1), y = Matrices.Normal(64, 2, 2);
        used.Backward(x.View, y.View);
        float loss = used.Backward(x.FirstRows(5), y.FirstRows(5));
        Assert.Equal(fresh.Backward(x.FirstRows(5), y.FirstRows(5)), loss);
        Assert.True(Matrices.SameBits(fresh.Gradients.Values, used.Gradients.Values));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(48)]
    [InlineData(300)]
    [InlineData(2500)]
    public void TheBitsAreTheSameForAnyNumberOfWorkers(int batch)
    {
        Matrix x = Matrices.Normal(batch, 33, 1), y = Matrices.Normal(batch, 5, 2);
        Sequential network = Sequential.Perceptrons(33, [65, 30], 5, Activation.Relu);
        Workbench alone = new(network, batch);
        float loss = alone.Backward(x.View, y.View);
        foreach (int count in new[] { 1, 2, 7 })
        {
            using Workers workers = new(count);
            Workbench shared = new(network, batch, workers: workers);
            for (int repeat = 0; repeat < 20; repeat++)
            {
                shared.Gradients.Values.Fill(float.NaN);
                Assert.Equal(loss, shared.Backward(x.View, y.View));
                foreach (ParameterSegment segment in shared.Layout.Segments)
                {
                    Matrices.AssertSameBits(alone.Gradients.Tensor(segment), shared.Gradients.Tensor(segment), segment.Name);
                }
            }
        }
    }

    /// <summary>Narrow networks pass backward row by row, wide ones layer by layer.</summary>
    [Theory]
    [InlineData(40, 7)]
    [InlineData(700, 300)]
    public void WithoutTheParametersGradientsTheInputsKeepTheirBits(int batch, int units)
    {
        Matrix x = Matrices.Normal(batch, 5, 1), y = Matrices.Normal(batch, 3, 2);
        Workbench bench = new(new Sequential(5, [new Dense(units, Activation.Tanh), new LayerNormalization(), new Dense(units, Activation.Relu), new Dense(3)]), batch, needsInputGradients: true);
        float loss = bench.Backward(x.View, y.View);
        ParameterBuffer untouched = new(bench.Layout);
        Backpropagation lean = new(bench.Network, new MeanSquaredError(), bench.Parameters, untouched, Workbench.Name, batch, needsInputGradients: true, needsParameterGradients: false);
        x.View.CopyTo(lean.Inputs.View);
        y.View.CopyTo(lean.Targets.View);
        Assert.Equal(loss, lean.Run(batch));
        Matrices.AssertSameBits(bench.Backpropagation.InputGradients, lean.InputGradients, "dL/dinputs");
        Assert.All(untouched.Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    [InlineData("relu")]
    [InlineData("gelu")]
    [InlineData("softplus")]
    [InlineData("softmax")]
    public void PaddingIsZeroAfterFiftySteps(string activation)
    {
        OptimizerOptions[] rules = [new SgdOptions { LearningRate = 0.1 }, new SgdOptions { LearningRate = 0.05, Momentum = 0.9, Nesterov = true },
            new AdamOptions { LearningRate = 0.01 }];
        foreach (OptimizerOptions rule in rules)
        {
            Activation f = Activation.FromName(activation);
            Workbench bench = new(new Sequential(5, [new Dense(7, f), new Dense(17, f), new Dense(3, f)]), 13);
            Matrix x = Matrices.Normal(13, 5, 1), y = Matrices.Normal(13, 3, 2);
            float[] start = bench.Parameters.Values.ToArray();
            bench.Train(rule.Create(bench.Layout.Length), x.View, y.View, 50);
            Assert.False(Matrices.SameBits(start, bench.Parameters.Values));
            Workbench.AssertZeroPadding(bench.Parameters, $"parameters, {activation}");
            Workbench.AssertZeroPadding(bench.Gradients, $"gradients, {activation}");
        }
    }

    [Fact]
    public void TwentyStepsFollowTheFloat64Oracle()
    {
        Workbench bench = new(Sequential.Perceptrons(4, [11, 7], 3, Activation.Tanh), 9, seed: 8);
        Matrix x = Matrices.Normal(9, 4, 1), y = Matrices.Normal(9, 3, 2);
        Sequential network = bench.Network;
        double[] weights = Workbench.Dense(bench.Parameters);
        NaiveOptimizer oracle = new NaiveOptimizer.Momentum(0.05, 0.9, nesterov: true, weights.Length);
        Optimizer optimizer = new SgdOptions { LearningRate = 0.05, Momentum = 0.9, Nesterov = true }.Create(bench.Layout.Length);
        for (int step = 0; step < 20; step++)
        {
            (_, IReadOnlyList<NaiveLayer> gradients) = Rebuild(bench.Naive, weights).Backward(Matrices.ToDouble(x.View), Matrices.ToDouble(y.View));
            oracle.Step(weights, [.. gradients.SelectMany(layer => layer.Values)]);
            bench.Train(optimizer, x.View, y.View, 1);
        }

        Assert.Equal(network.ParameterCount, weights.Length);
        Tolerance.AssertWithin(1e-5, Workbench.Dense(bench.Parameters), weights, "weights");
    }

    [Fact]
    public void MismatchedBuffersAndBatchesAreRefused()
    {
        Workbench bench = new(Sequential.Perceptrons(3, [4], 2, Activation.Tanh), 8);
        MeanSquaredError loss = new();
        ParameterBuffer other = new(new ParameterLayout([new(Workbench.Name, Sequential.Perceptrons(3, [20], 2, Activation.Tanh))]));
        Assert.Equal("parameters", Param(() => _ = new Backpropagation(bench.Network, loss, other, bench.Gradients, Workbench.Name, 8)));
        Assert.Equal("gradients", Param(() => _ = new Backpropagation(bench.Network, loss, bench.Parameters, other, Workbench.Name, 8)));
        Assert.Equal("rows", Param(() => bench.Backpropagation.Run(9)));
        Assert.Equal("rows", Param(() => bench.Backpropagation.Run(0)));
        Assert.Throws<ArgumentNullException>(() => new Backpropagation(bench.Network, null!, bench.Parameters, bench.Gradients, Workbench.Name, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Backpropagation(bench.Network, loss, bench.Parameters, bench.Gradients, Workbench.Name, 0));

        static string? Param(Action call) => Assert.ThrowsAny<ArgumentException>(call).ParamName;
    }

    private static NaiveNetwork Rebuild(NaiveNetwork shape, double[] values)
    {
        int next = 0;
        return new NaiveNetwork([.. shape.Layers.Select(layer =>
        {
            double[,] weights = new double[layer.Inputs, layer.Units];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i / layer.Units, i % layer.Units] = values[next++];
            }

            double[] bias = values[next..(next + layer.Units)];
            next += layer.Units;
            return new NaiveLayer(weights, bias, layer.Activation);
        })]);
    }
}
