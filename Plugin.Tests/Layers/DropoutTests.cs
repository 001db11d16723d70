using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Layers;

public sealed class DropoutTests
{
    private const int Rows = 257;
    private const int Columns = 83;
    private static readonly RandomSource s_random = new(3, 4);

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void DropsItsShareAndScalesTheRest(float rate)
    {
        Matrix y = Masked(rate, step: 0);
        int dropped = 0;
        for (int i = 0; i < Rows * Columns; i++)
        {
            float value = y.Row(i / Columns)[i % Columns];
            dropped += value == 0 ? 1 : 0;
            Assert.True(value == 0 || value == (float)(1 / (1 - (double)rate)), $"{value}");
        }

        // Five standard deviations of a binomial share.
        double deviation = Math.Sqrt(rate * (1 - rate) / (Rows * Columns));
        Assert.InRange(dropped / (double)(Rows * Columns), rate - 5 * deviation, rate + 5 * deviation);
        Matrices.AssertZeroPadding(y.View, "dropout");
    }

    [Fact]
    public void MasksOfNeighboursStepsAndLayersAreIndependent()
    {
        Matrix first = Masked(0.5f, 0), next = Masked(0.5f, 1), other = Masked(0.5f, 0, layer: 1);
        AssertHalf("steps", (row, column) => At(first, row, column) == At(next, row, column));
        AssertHalf("layers", (row, column) => At(first, row, column) == At(other, row, column));
        AssertHalf("rows", (row, column) => At(first, row, column) == At(first, (row + 1) % Rows, column));
        AssertHalf("columns", (row, column) => At(first, row, column) == At(first, row, (column + 1) % Columns));
        AssertHalf("distant columns", (row, column) => At(first, row, column) == At(first, row, (column + 16) % Columns));

        static void AssertHalf(string what, Func<int, int, bool> isEqual)
        {
            int equal = Enumerable.Range(0, Rows * Columns).Count(i => isEqual(i / Columns, i % Columns));
            double share = equal / (double)(Rows * Columns), deviation = 0.5 / Math.Sqrt(Rows * Columns);
            Assert.True(Math.Abs(share - 0.5) < 5 * deviation, $"{what}: {share}");
        }
    }

    [Fact]
    public void RowsHaveTheSameMasksInAnyBlock()
    {
        Matrix all = Masked(0.3f, 7), part = new(10, Columns), x = Ones();
        new Dropout(0.3f).TrainingForward(default, x.View.Slice(100, 10), part.View, new StepRandom(s_random.Stream(0), 7, 100));
        Matrices.AssertSameBits(all.View.Slice(100, 10), part.View, "rows 100 to 109");
    }

    [Fact]
    public void MasksAreThoseOfThePlainLoop()
    {
        float[] values = [.. Enumerable.Range(0, 37).Select(i => i - 18f)], wide = new float[37];
        DropoutMaskOfOne(values, wide);
        for (int column = 0; column < values.Length; column++)
        {
            uint hash = unchecked((uint)column * 0x9E37_79B9 + 77);
            hash = unchecked((hash ^ (hash >> 16)) * 0x7FEB_352D);
            hash = unchecked((hash ^ (hash >> 15)) * 0x846C_A68B);
            hash ^= hash >> 16;
            Assert.Equal((hash ^ 99) >= 0x9000_0000 ? values[column] * 2 : 0, wide[column]);
        }

        static void DropoutMaskOfOne(float[] values, float[] result)
            => NeuroAgents.Numerics.Functions.DropoutMask.Apply(values, result, 77, 99, 0x9000_0000, 2);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.4f)]
    public void GradientsAreThoseOfTheMaskedNetwork(float rate)
    {
        Sequential network = new(5, [new Dense(19, Activation.Tanh), new Dropout(rate), new Dense(11, Activation.Tanh), new Dropout(rate), new Dense(3)]);
        GradientCheck.Parameters(new Workbench(network, 9), Matrices.Normal(9, 5, 1), Matrices.Normal(9, 3, 2), 1e-3);
        GradientCheck.LayerAlone(new Workbench(new Sequential(7, [new Dropout(rate)]), 6), Matrices.Normal(6, 7, 3), 4, 1e-3);
    }

    [Fact]
    public void InferenceChangesNoValue()
    {
        Sequential with = Sequential.Perceptrons(6, [16, 16], 3, Activation.Relu, dropout: 0.5f), without = Sequential.Perceptrons(6, [16, 16], 3, Activation.Relu);
        Assert.Equal(5, with.Layers.Count);
        Matrix x = Matrices.Normal(100, 6, 8), expected = new(100, 3), actual = new(100, 3);
        Workbench bench = new(with, 4), plain = new(without, 4);
        bench.Parameters.Values.CopyTo(plain.Parameters.Values);
        new Predictor(without, new ParameterSnapshot(plain.Parameters), Workbench.Name).Forward(x.View, expected.View);
        new Predictor(with, new ParameterSnapshot(bench.Parameters), Workbench.Name).Forward(x.View, actual.View);
        Matrices.AssertSameBits(expected.View, actual.View, "prediction");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void TrainingHasTheSameBitsForAnyNumberOfWorkers(int count)
    {
        using Workers workers = new(count);
        Sequential network = Sequential.Perceptrons(6, [40], 3, Activation.Relu, dropout: 0.5f);
        Workbench alone = new(network, 300), shared = new(network, 300, workers: workers);
        Matrix x = Matrices.Normal(300, 6, 8), y = Matrices.Normal(300, 3, 9);
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(alone.Backward(x.View, y.View), shared.Backward(x.View, y.View));
            Assert.Equal(alone.Gradients.Values.ToArray(), shared.Gradients.Values.ToArray());
        }
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void RatesOutOfRangeAreRefused(float rate)
        => Assert.Contains("rate: expected a rate from 0 to below 1", Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(rate)).Message);

    [Fact]
    public void TrainingWithoutRandomNumbersIsRefused()
    {
        Workbench bench = new(new Sequential(3, [new Dense(4), new Dropout(0.5f), new Dense(1)]), 4);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new NeuroAgents.Devices.Backpropagation(
            bench.Network, new NeuroAgents.Losses.MeanSquaredError(), bench.Parameters, bench.Gradients, Workbench.Name, 4));
        Assert.StartsWith("random: expected a source of random numbers for the layer Dropout 0.5, received none.", error.Message);
    }

    private static float At(Matrix matrix, int row, int column) => matrix.Row(row)[column];

    private static Matrix Ones()
    {
        Matrix x = new(Rows, Columns);
        for (int row = 0; row < Rows; row++)
        {
            x.Row(row).Fill(1);
        }

        return x;
    }

    private static Matrix Masked(float rate, long step, ulong layer = 0)
    {
        Matrix y = new(Rows, Columns);
        new Dropout(rate).TrainingForward(default, Ones().View, y.View, new StepRandom(s_random.Stream(layer), (ulong)step, 0));
        return y;
    }
}
