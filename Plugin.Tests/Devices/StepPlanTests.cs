using CsCheck;
using NeuroAgents.Activations;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using NeuroAgents.Devices;
using Xunit;

namespace NeuroAgents.Tests.Devices;

/// <summary>Slices of a step: bounded in every network, with the bits of the whole step.</summary>
public sealed class StepPlanTests
{
    public static TheoryData<int[], int> Shapes => new()
    {
        { [32, 64, 64, 8], 256 }, { [32, 256, 256, 8], 256 }, { [32, 1024, 1024, 8], 256 }, { [32, 2048, 2048, 8], 256 }, { [32, 4096, 4096, 8], 256 },
        { [32, 64, 64, 8192], 256 }, { [8192, 512, 4], 256 }, { [64, .. Enumerable.Repeat(64, 16), 8], 256 }, { [64, .. Enumerable.Repeat(512, 16), 8], 256 },
        { [32, 2048, 2048, 8], 7 }, { [32, 2048, 2048, 8], 4096 }, { [3, 1], 1 }, { [32, 1024, 1024, 8], 65_536 }, { [16384, 1024, 16384], 300 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EverySliceIsBounded(int[] widths, int rows)
    {
        foreach (string activation in (string[])["relu", "gelu", "softmax"])
        {
            Sequential network = new(
                widths[0], [.. widths[1..^1].SelectMany(width => (Layer[])[new Dense(width, Activation.FromName(activation)), new LayerNormalization(), new Dropout(0.1f)]),
                    new Dense(widths[^1], Activation.FromName(activation))]);
            foreach ((int workers, bool needsInputGradients) in new[] { (1, false), (3, true) })
            {
                StepPlan plan = new(network, widths[^1], workers, needsInputGradients);
                plan.Cut(rows, hasSource: true);
                for (int i = 0; i < plan.Stages.Length; i++)
                {
                    SliceCost cost = plan.Cost(i);
                    Assert.True(cost.Work <= WorkBounds.Work, $"{activation}, {cost}");
                    Assert.True(cost.Bytes <= (cost.Work == 0 ? WorkBounds.CopiedBytes : WorkBounds.Bytes), $"{activation}, {cost}");
                }

                AssertFirstIsSmallest(plan, workers);
                AssertWhole(plan);
            }
        }
    }

    /// <summary>A plan counts the multiply-adds of the products and at most 20 % more.</summary>
    [Fact]
    public void ThePlanCountsAllWork()
    {
        StepPlan plan = new(Sequential.Perceptrons(32, [2048, 2048], 8, Activation.Relu), 8, 1, false);
        plan.Cut(256, hasSource: false);
        double counted = 0, products = 256.0 * (3 * (32.0 * 2048 + 2048.0 * 2048 + 2048.0 * 8) - 32.0 * 2048);
        foreach (Stage stage in plan.Stages)
        {
            counted += (double)stage.Units * stage.Work;
        }

        Assert.InRange(counted / products, 1, 1.2);
    }

    [Fact]
    public void SmallNetworksPassBlockByBlock()
    {
        StepPlan plan = new(Sequential.Perceptrons(32, [64, 64], 8, Activation.Relu), 8, 1, false);
        plan.Cut(256, hasSource: true);
        StageKind[] kinds = [.. plan.Stages.ToArray().Select(stage => stage.Kind).Distinct()];
        Assert.Equal([StageKind.Prepare, StageKind.Rows, StageKind.Gradient], kinds);
        Assert.InRange(plan.Slices, 6, 13);
    }

    [Fact]
    public void SlicesGiveTheBitsOfTheWholeForAnyShape()
    {
        using Workers three = new(3);
        Gen<int> width = Gen.Frequency((3, Gen.Int[1, 40]), (2, Gen.Int[200, 600]));
        Gen.Select(width.Array[2, 5], Gen.Int[1, 330], Gen.Int[0, Activation.All.Count - 1], Gen.Int[0, 2], Gen.ULong).Sample(
            (widths, rows, activation, extra, seed) => Same(widths, rows, Activation.All[activation], extra, new MeanSquaredError(), seed, three), iter: LongForm.IsOn ? 300 : 25, threads: 1);
    }

    [Theory]
    [InlineData("relu", 300)]
    [InlineData("gelu", 70)]
    [InlineData("softmax", 50)]
    public void SlicesGiveTheBitsOfTheWholeInWideNetworks(string activation, int rows)
    {
        using Workers three = new(3);
        Same([70, 1100, 1030, 5], rows, Activation.FromName(activation), 1, new MeanSquaredError(), 1, three);
    }

    [Theory]
    [InlineData(3640, false)]
    [InlineData(8192, true)]
    public void SlicesGiveTheBitsOfTheWholeWithManyOutputs(int outputs, bool isCut)
    {
        using Workers three = new(3);
        Assert.Equal(isCut, new StepPlan(Sequential.Perceptrons(3, [], outputs, Activation.Relu), outputs, 1, false).IsObjectiveCut);
        Same([5, 20, outputs], 101, Activation.Tanh, 0, new MeanSquaredError(), 2, three);
        Same([5, 20, outputs], 101, Activation.Tanh, 0, new CategoricalCrossentropy(), 3, three);
    }

    [Fact]
    public void AnAbandonedStepLeavesNothingBehind()
    {
        Workbench bench = new(Sequential.Perceptrons(32, [600, 600], 8, Activation.Tanh), 100), fresh = new(Sequential.Perceptrons(32, [600, 600], 8, Activation.Tanh), 100);
        Matrix x = Matrices.Normal(100, 32, 1), y = Matrices.Normal(100, 8, 2);
        x.View.CopyTo(bench.Backpropagation.Inputs.View);
        y.View.CopyTo(bench.Backpropagation.Targets.View);
        bench.Backpropagation.Begin(37, null);
        for (int i = 0; i < bench.Backpropagation.Slices / 2; i++)
        {
            Assert.False(bench.Backpropagation.Advance(1));
        }

        bench.Backpropagation.Abandon();
        Assert.Equal((false, 0L), (bench.Backpropagation.IsBegun, bench.Backpropagation.Step));
        Assert.Equal(fresh.Backward(x.View, y.View), bench.Backward(x.View, y.View));
        Assert.True(Matrices.SameBits(fresh.Gradients.Values, bench.Gradients.Values));
    }

    private static void AssertFirstIsSmallest(StepPlan plan, int workers)
    {
        Stage first = plan.Stages[0];
        Assert.Equal(first.Units > 0 ? 1 : 0, plan.UnitsBefore(1));
        if (first.Kind == StageKind.Prepare)
        {
            Assert.True(first.Bytes <= 65_536 + 4096, $"{first.Bytes} bytes");
        }

        Assert.True(first.UnitsPerSlice >= workers);
    }

    /// <summary>Slices cover each unit once and in order, and no slice is empty or crosses a phase.</summary>
    private static void AssertWhole(StepPlan plan)
    {
        int units = 0;
        for (int slice = 0; slice < plan.Slices; slice++)
        {
            Assert.Equal(units, plan.UnitsBefore(slice));
            units = plan.UnitsBefore(slice + 1);
            Assert.True(units > plan.UnitsBefore(slice));
            Stage stage = plan.Stages[plan.StageOf(slice)];
            Assert.True(units <= stage.FirstUnit + stage.Units);
        }

        Assert.Equal(plan.Stages[^1].FirstUnit + plan.Stages[^1].Units, units);
    }

    private static void Same(int[] widths, int rows, Activation activation, int extra, Loss loss, ulong seed, Workers three)
    {
        Sequential network = new(
            widths[0], [.. widths[1..^1].SelectMany(width => (Layer[])[new Dense(width, activation), .. Extra(extra)]), new Dense(widths[^1], activation)]);
        Matrix x = Matrices.Normal(rows, widths[0], seed), y = Matrices.Normal(rows, widths[^1], seed + 1), dx = new(rows, widths[0]);
        for (int row = 0; row < rows && loss is CategoricalCrossentropy; row++)
        {
            y.Row(row).Clear();
            y.Row(row)[row % y.Columns] = 1;
        }

        ParameterBuffer expected = new(new ParameterLayout([new(Workbench.Name, network)]));
        float value = float.NaN;
        foreach (Workers? workers in (Workers?[])[null, three])
        {
            Workbench bench = new(network, rows, seed, workers, loss, needsInputGradients: true);
            if (workers is null)
            {
                value = PlainStep.Run(network, loss, bench.Parameters.Values, expected.Values, x, y, dx, new RandomSource(seed, 1));
            }

            foreach (int slices in (int[])[int.MaxValue, 1, 3])
            {
                Backpropagation backpropagation = bench.Backpropagation;
                bench.Gradients.Values.Fill(float.NaN);
                backpropagation.Step = 0;
                x.View.CopyTo(backpropagation.Inputs.View);
                y.View.CopyTo(backpropagation.Targets.View);
                backpropagation.Begin(rows, null);
                while (!backpropagation.Advance(slices))
                {
                }

                Assert.Equal(value, backpropagation.Value);
                Matrices.AssertSameBits(dx.View, backpropagation.InputGradients, "input gradient");
                foreach (ParameterSegment segment in expected.Layout.Segments)
                {
                    Matrices.AssertSameBits(expected.Tensor(segment), bench.Gradients.Tensor(segment), segment.Name);
                }
            }
        }
    }

    private static Layer[] Extra(int kind) => kind switch
    {
        0 => [],
        1 => [new LayerNormalization()],
        _ => [new Dropout(0.3f)],
    };
}
