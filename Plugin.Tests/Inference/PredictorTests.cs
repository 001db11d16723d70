using CsCheck;
using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Inference;

public sealed class PredictorTests
{
    [Fact]
    public void AnyNetworkPredictsWhatTheOracleDoes()
        => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 40].Array[0, 3], Gen.Int[1, 20], Gen.Int[0, 200], Gen.Int[0, Activation.All.Count - 2], Gen.ULong).Sample(
            (inputs, hidden, outputs, batch, activation, seed) =>
            {
                Workbench bench = new(Sequential.Perceptrons(inputs, hidden, outputs, Activation.All[activation]), 1, seed);
                Matrix x = Matrices.Normal(batch, inputs, seed), y = new(batch, outputs);
                new Predictor(bench.Network, new ParameterSnapshot(bench.Parameters), Workbench.Name).Forward(x.View, y.View);
                double[,] expected = bench.Naive.Forward(Matrices.ToDouble(x.View));
                Tolerance.AssertWithin(2e-5, [.. Matrices.ToDouble(y.View).Cast<double>()], [.. expected.Cast<double>()], "output");
            },
            iter: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(300)]
    public void ARowsBitsDoNotDependOnTheBatch(int size)
    {
        Predictor predictor = Create(out _);
        Matrix x = Matrices.Normal(300, 5, 1), whole = new(300, 3), parts = new(300, 3);
        predictor.Forward(x.View, whole.View);
        for (int start = 0; start < 300; start += size)
        {
            int rows = Math.Min(size, 300 - start);
            predictor.Forward(x.View.Slice(start, rows), parts.View.Slice(start, rows));
        }

        Matrices.AssertSameBits(whole.View, parts.View, $"batches of {size}");
    }

    [Fact]
    public void AnyStrideGivesTheSameBits()
    {
        Predictor predictor = Create(out _);
        float[] source = Matrices.Strided(97, 5, 9, 1), target = new float[97 * 4];
        Matrix x = new(97, 5), y = new(97, 3);
        new MatrixView(source, 97, 5, 9).CopyTo(x.View);
        predictor.Forward(x.View, y.View);
        predictor.Forward(new ReadOnlyMatrixView(source, 97, 5, 9), new MatrixView(target, 97, 3, 4));
        Matrices.AssertSameBits(y.View, new ReadOnlyMatrixView(target, 97, 3, 4), "strided");
        Assert.All(Enumerable.Range(0, 97), row => Assert.Equal(0, target[row * 4 + 3]));
    }

    [Fact]
    public void TrainingDoesNotReachASnapshotUntilItIsExchanged()
    {
        Predictor predictor = Create(out Workbench bench);
        Matrix x = Matrices.Normal(10, 5, 1), y = Matrices.Normal(10, 3, 2), before = new(10, 3), during = new(10, 3), after = new(10, 3);
        predictor.Forward(x.View, before.View);
        bench.Train(new AdamOptions { LearningRate = 0.1 }.Create(bench.Layout.Length), x.View, y.View, 5);
        predictor.Forward(x.View, during.View);
        Matrices.AssertSameBits(before.View, during.View, "snapshot");
        predictor.Snapshot = new ParameterSnapshot(bench.Parameters);
        predictor.Forward(x.View, after.View);
        Assert.NotEqual(before.Row(0).ToArray(), after.Row(0).ToArray());
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Predictor predictor = Create(out Workbench bench);
        ParameterSnapshot snapshot = new(bench.Parameters);
        Assert.Throws<ArgumentException>(() => new Predictor(bench.Network, snapshot, "valeu"));
        Assert.Throws<ArgumentException>(() => new Predictor(Sequential.Perceptrons(50, [17], 3, Activation.Tanh), snapshot, Workbench.Name));
        Assert.Throws<ArgumentException>(() => predictor.Forward(new Matrix(4, 6).View, new Matrix(4, 3).View));
        Assert.Throws<ArgumentException>(() => predictor.Forward(new Matrix(4, 5).View, new Matrix(4, 2).View));
        Assert.Throws<ArgumentException>(() => predictor.Forward(new Matrix(4, 5).View, new Matrix(5, 3).View));
        Assert.Throws<ArgumentNullException>(() => predictor.Snapshot = null!);
        Assert.Throws<ArgumentNullException>(() => new Predictor(null!, snapshot, Workbench.Name));
    }

    private static Predictor Create(out Workbench bench)
    {
        bench = new(Sequential.Perceptrons(5, [17, 9], 3, Activation.Tanh), 16);
        return new Predictor(bench.Network, new ParameterSnapshot(bench.Parameters), Workbench.Name);
    }
}
