using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Losses;

public sealed class HybridLossTests
{
    private const int Rows = 5;
    private static readonly float[] s_weights = [1, 0.5f, 2, 0, 1];

    /// <summary>Each part has the value and the gradient's bits that it has alone, even where one SIMD vector covers values of both.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(17)]
    public void IsTheSumOfItsPartsAlone(int continuous)
    {
        int[] sizes = [3, 2];
        HybridLoss loss = new(continuous, sizes);
        (Matrix prediction, Matrix target) = Batch(continuous);
        Matrix gradient = new(Rows, continuous + 5), valueGradient = new(Rows, continuous), logitGradient = new(Rows, 5);
        float values = new MeanSquaredError().Evaluate(Columns(prediction, 0, continuous).View, Columns(target, 0, continuous).View, valueGradient.View, s_weights);
        float branches = new BranchCrossentropy(sizes).Evaluate(Columns(prediction, continuous, 5).View, Columns(target, continuous, 7).View, logitGradient.View, s_weights);
        Assert.Equal(values + branches, loss.Evaluate(prediction.View, target.View, gradient.View, s_weights), 1e-6f);
        Matrices.AssertSameBits(logitGradient.View, Columns(gradient, continuous, 5).View, "logits");
        Tolerance.AssertWithin(
            1e-6, [.. Matrices.ToDouble(valueGradient.View).Cast<double>()], [.. Matrices.ToDouble(Columns(gradient, 0, continuous).View).Cast<double>()], "values");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    public void GradientsAreNumericallyRightWithMasksAndWeights(int continuous)
    {
        HybridLoss loss = new(continuous, [3, 2]);
        (Matrix prediction, Matrix target) = Batch(continuous);
        int outputs = continuous + 5;
        Matrix gradient = new(Rows, outputs), scratch = new(Rows, outputs);
        loss.Evaluate(prediction.View, target.View, gradient.View, s_weights);
        double[] numeric = [.. Enumerable.Range(0, Rows * outputs).Select(i => GradientCheck.Derivative(
            () => loss.Evaluate(prediction.View, target.View, scratch.View, s_weights), prediction.Row(i / outputs)[i % outputs],
            value => prediction.Row(i / outputs)[i % outputs] = value))];
        Tolerance.AssertWithin(2e-3, [.. Matrices.ToDouble(gradient.View).Cast<double>()], numeric, "gradient");
    }

    [Fact]
    public void TargetsOutOfRangeAreRefusedByTheirColumn()
    {
        HybridLoss loss = new(2, [3, 2]);
        (Matrix prediction, Matrix target) = Batch(2);
        Matrix gradient = new(Rows, 7);
        Assert.Equal(9, loss.TargetColumns(7));
        Assert.Throws<ArgumentException>(() => loss.TargetColumns(8));
        Refused(1, float.NaN, "target: expected a finite number, received NaN in row 3, column 1.");
        Refused(2, 3, "target: expected an allowed choice from 0 to 2, received 3 in row 3, column 2.");
        Refused(7, 0.5f, "target: expected 0 or 1, received 0.5 in row 3, column 7.");

        void Refused(int column, float value, string message)
        {
            float before = target.Row(3)[column];
            target.Row(3)[column] = value;
            ArgumentException error = Assert.Throws<ArgumentException>(() => loss.Evaluate(prediction.View, target.View, gradient.View));
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
            target.Row(3)[column] = before;
        }
    }

    private static (Matrix Prediction, Matrix Target) Batch(int continuous)
    {
        Matrix prediction = Matrices.Normal(Rows, continuous + 5, 4), target = new(Rows, continuous + 7), labels = Matrices.Normal(Rows, continuous, 6);
        for (int row = 0; row < Rows; row++)
        {
            Span<float> wanted = target.Row(row);
            wanted.Fill(1);
            labels.Row(row).CopyTo(wanted);
            (wanted[continuous], wanted[continuous + 1]) = (row % 3, row % 2);

            // One choice that is not the label is masked.
            wanted[continuous + 2 + (row + 1) % 3] = 0;
        }

        return (prediction, target);
    }

    private static Matrix Columns(Matrix matrix, int first, int count)
    {
        Matrix part = new(matrix.Rows, count);
        for (int row = 0; row < matrix.Rows; row++)
        {
            matrix.Row(row).Slice(first, count).CopyTo(part.Row(row));
        }

        return part;
    }
}
