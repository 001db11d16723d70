using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Losses;

/// <summary>Properties of every loss: gradient, weights, stability, padding, refusals.</summary>
public sealed class LossTests
{
    public static TheoryData<string> Names => [.. Loss.All.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsAreNumericallyRightWithAndWithoutWeights(string name)
    {
        Loss loss = Loss.FromName(name);
        foreach ((int batch, int outputs) in ((int, int)[])[(1, 1), (1, 7), (5, 3), (13, 17), (3, 40)])
        {
            Matrix prediction = Matrices.Normal(batch, outputs, 1), target = Target(loss, prediction), gradient = new(batch, outputs),
                scratch = new(batch, outputs);
            foreach (float[] weights in (float[][])[[], [.. Enumerable.Range(0, batch).Select(i => i % 4 * 0.7f)]])
            {
                loss.Evaluate(prediction.View, target.View, gradient.View, weights);
                double scale = batch * outputs;
                double[] numeric = [.. Enumerable.Range(0, batch * outputs).Select(i => GradientCheck.Derivative(
                    () => loss.Evaluate(prediction.View, target.View, scratch.View, weights) * scale,
                    prediction.Row(i / outputs)[i % outputs],
                    value => prediction.Row(i / outputs)[i % outputs] = value) / scale)];
                Tolerance.AssertWithin(1e-2, [.. Matrices.ToDouble(gradient.View).Cast<double>()], numeric, $"{name} [{batch}, {outputs}]");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AWeightIsAFactorOfItsRow(string name)
    {
        Loss loss = Loss.FromName(name);
        Matrix prediction = Matrices.Normal(3, 5, 1), target = Target(loss, prediction), plain = new(3, 5), weighted = new(3, 5);
        double expected = 0;
        float[] weights = [2, 0, 0.5f];
        loss.Evaluate(prediction.View, target.View, plain.View);
        for (int row = 0; row < 3; row++)
        {
            Matrix alone = new(1, 5);
            expected += weights[row] * loss.Evaluate(prediction.View.Slice(row, 1), target.View.Slice(row, 1), alone.View) / 3;
        }

        Assert.Equal(expected, loss.Evaluate(prediction.View, target.View, weighted.View, weights), 1e-6);
        for (int i = 0; i < 15; i++)
        {
            Assert.Equal(weights[i / 5] * plain.Row(i / 5)[i % 5], weighted.Row(i / 5)[i % 5], 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HugeValuesGiveFiniteLossesAndGradients(string name)
    {
        Loss loss = Loss.FromName(name);
        Matrix prediction = Matrices.Of(new double[,] { { 1e4, -1e4, 0 }, { -1e4, 1e4, 1e4 }, { 1e4, 1e4, 1e4 } }), gradient = new(3, 3);
        Matrix target = loss.TargetColumns(3) == 1 ? Matrices.Of(new double[,] { { 1 }, { 2 }, { 0 } })
            : Matrices.Of(new double[,] { { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 } });
        float value = loss.Evaluate(prediction.View, target.View, gradient.View);
        Assert.True(value is >= 0 and < 1e9f, $"{value}");
        Assert.All(Matrices.ToDouble(gradient.View).Cast<double>(), slope => Assert.True(Math.Abs(slope) < 1e5));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaNStaysVisible(string name)
    {
        Loss loss = Loss.FromName(name);
        Matrix prediction = Matrices.Normal(4, 3, 1), target = Target(loss, prediction), gradient = new(4, 3);
        prediction.Row(2)[1] = float.NaN;
        Assert.True(float.IsNaN(loss.Evaluate(prediction.View, target.View, gradient.View)));
        Assert.True(float.IsNaN(gradient.Row(2)[1]));
        Assert.False(float.IsNaN(gradient.Row(1)[1]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StrideAndPaddingChangeNothing(string name)
    {
        Loss loss = Loss.FromName(name);
        foreach (int outputs in (int[])[1, 3, 8, 16, 19])
        {
            Matrix prediction = Matrices.Normal(5, outputs, 1), target = Target(loss, prediction), gradient = new(5, outputs);
            float[] p = new float[5 * outputs], t = new float[5 * target.Columns], g = new float[5 * outputs];
            prediction.View.CopyTo(new MatrixView(p, 5, outputs, outputs));
            target.View.CopyTo(new MatrixView(t, 5, target.Columns, target.Columns));
            for (int i = 0; i < 5 * prediction.Stride; i++)
            {
                bool isPadding = i % prediction.Stride >= outputs;
                prediction.View.Data[i] = isPadding ? float.NaN : prediction.View.Data[i];
                gradient.View.Data[i] = 7;
            }

            Assert.Equal(
                loss.Evaluate(prediction.View, target.View, gradient.View),
                loss.Evaluate(new ReadOnlyMatrixView(p, 5, outputs, outputs), new ReadOnlyMatrixView(t, 5, target.Columns, target.Columns),
                    new MatrixView(g, 5, outputs, outputs)));
            Matrices.AssertSameBits(new ReadOnlyMatrixView(g, 5, outputs, outputs), gradient.View, name);
            Assert.Equal(outputs == 16 ? 0 : 5 * (gradient.Stride - outputs), gradient.View.Data.ToArray().Count(value => value == 7));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DoesNotAllocateAndRefusesWhatDoesNotFit(string name)
    {
        Loss loss = Loss.FromName(name);
        Matrix prediction = Matrices.Normal(4, 3, 1), target = Target(loss, prediction), gradient = new(4, 3);
        float[] weights = [1, 2, 3, 4];
        AllocationProbe.AssertNone(() => loss.Evaluate(prediction.View, target.View, gradient.View, weights));
        Assert.Throws<ArgumentException>(() => loss.Evaluate(prediction.View, target.View, gradient.View, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => loss.Evaluate(prediction.View, target.View, gradient.View, [1, 2, 3, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => loss.Evaluate(prediction.View, target.View, gradient.View, [1, 2, 3, float.NaN]));
        Assert.Throws<ArgumentException>(() => loss.Evaluate(prediction.View, target.View.Slice(0, 3), gradient.View));
        Assert.Throws<ArgumentException>(() => Loss.FromName("sme"));
    }

    /// <summary>By hand: softmax of (0, ln 3) is (1/4, 3/4); σ(0) = 1/2.</summary>
    [Fact]
    public void ValuesByHand()
    {
        Matrix logits = Matrices.Of(new double[,] { { 0, Math.Log(3) } }), gradient = new(1, 2);
        Assert.Equal(Math.Log(4), new SparseCategoricalCrossentropy().Evaluate(logits.View, new Matrix(1, 1).View, gradient.View), 1e-6);
        Assert.Equal(-0.75, gradient.Row(0)[0], 1e-6);
        Assert.Equal(0.75, gradient.Row(0)[1], 1e-6);
        Matrix half = Matrices.Of(new double[,] { { 0.5, 0.5 } });
        Assert.Equal(Math.Log(4) - Math.Log(3) / 2, new CategoricalCrossentropy().Evaluate(logits.View, half.View, gradient.View), 1e-6);
        Assert.Equal(-0.25, gradient.Row(0)[0], 1e-6);
        Matrix zero = new(1, 2), one = Matrices.Of(new double[,] { { 1, 0 } });
        Assert.Equal(Math.Log(2), new BinaryCrossentropy().Evaluate(zero.View, one.View, gradient.View), 1e-6);
        Assert.Equal(-0.25f, gradient.Row(0)[0]);
        Matrix far = Matrices.Of(new double[,] { { 3, -0.5 } });
        Assert.Equal((2 * (3 - 1) + 0.125) / 2, new Huber(2).Evaluate(far.View, zero.View, gradient.View), 1e-6);
        Assert.Equal([1f, -0.25f], gradient.Row(0).ToArray());
        Assert.Equal(1.75f, new MeanAbsoluteError().Evaluate(far.View, zero.View, gradient.View));
        Assert.Equal([0.5f, -0.5f], gradient.Row(0).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Huber(0));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(3f)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void AnInvalidClassIsRefused(float label)
    {
        Matrix logits = new(2, 3), target = new(2, 1);
        target.Row(1)[0] = label;
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SparseCategoricalCrossentropy().Evaluate(logits.View, target.View, logits.View));
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binary_crossentropy", -1f)]
    [InlineData("binary_crossentropy", 2f)]
    [InlineData("binary_crossentropy", 255f)]
    [InlineData("categorical_crossentropy", -1f)]
    [InlineData("categorical_crossentropy", 2f)]
    [InlineData("categorical_crossentropy", 255f)]
    [InlineData("sparse_categorical_crossentropy", -1f)]
    [InlineData("sparse_categorical_crossentropy", 7f)]
    [InlineData("sparse_categorical_crossentropy", 0.5f)]
    [InlineData("mean_squared_error", float.PositiveInfinity)]
    [InlineData("mean_absolute_error", float.NaN)]
    [InlineData("huber", float.NaN)]
    public void ATargetOutOfItsRangeIsRefusedWithItsPlace(string name, float value)
    {
        Loss loss = Loss.FromName(name);
        Matrix prediction = new(3, 4), gradient = new(3, 4), target = new(3, loss.TargetColumns(4));
        int column = target.Columns - 1;
        target.Row(2)[column] = value;
        string message = Assert.Throws<ArgumentException>(() => loss.Evaluate(prediction.View, target.View, gradient.View)).Message;
        Assert.StartsWith("target: expected ", message, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($", received {value} in row 2, column {column}."), message, StringComparison.Ordinal);
    }

    private static Matrix Target(Loss loss, Matrix prediction)
    {
        Matrix target = Matrices.Normal(prediction.Rows, loss.TargetColumns(prediction.Columns), 2);
        for (int i = 0; i < target.Rows * target.Columns; i++)
        {
            int row = i / target.Columns, column = i % target.Columns;
            ref float value = ref target.Row(row)[column];
            value = loss.Name switch
            {
                "sparse_categorical_crossentropy" => (7 * row + 3) % prediction.Columns,
                "binary_crossentropy" or "categorical_crossentropy" => (float)NaiveFunctions.Sigmoid(value),
                "mean_absolute_error" => prediction.Row(row)[column] + value + (value < 0 ? -0.1f : 0.1f),
                _ => value,
            };
        }

        return target;
    }
}
