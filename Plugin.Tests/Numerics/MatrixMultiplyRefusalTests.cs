using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>Wrong shapes and unpadded memory are refused before anything is written.</summary>
public sealed class MatrixMultiplyRefusalTests
{
    [Theory]
    [InlineData(4, 3, 5, 2, 4, 2)] // x columns and weight rows
    [InlineData(4, 3, 3, 2, 4, 3)] // weight columns and output columns
    [InlineData(4, 3, 3, 2, 5, 2)] // rows
    public void ForwardRefusesShapesThatDoNotAgree(int rows, int inner, int weightRows, int columns, int outputRows, int outputColumns)
    {
        Matrix x = new(rows, inner), w = new(weightRows, columns), y = new(outputRows, outputColumns);
        ArgumentException error = Assert.Throws<ArgumentException>(() => MatrixMultiply.Forward(x.View, w.View, new float[16], y.View));
        Assert.Contains("expected shape [", error.Message, StringComparison.Ordinal);
        Assert.Contains("received [", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 3, 5, 2, 3, 2)]
    [InlineData(4, 3, 4, 2, 3, 5)]
    [InlineData(4, 3, 4, 2, 2, 2)]
    public void WeightGradientRefusesShapesThatDoNotAgree(int rows, int inputs, int gradientRows, int outputs, int resultRows, int resultColumns)
    {
        Matrix x = new(rows, inputs), dy = new(gradientRows, outputs), dw = new(resultRows, resultColumns);
        Assert.Throws<ArgumentException>(() => MatrixMultiply.WeightGradient(x.View, dy.View, dw.View));
    }

    [Theory]
    [InlineData(4, 3, 5, 2, 4, 2)]
    [InlineData(4, 3, 3, 2, 4, 3)]
    [InlineData(4, 3, 3, 2, 5, 2)]
    public void InputGradientRefusesShapesThatDoNotAgree(int rows, int outputs, int transposedRows, int inputs, int resultRows, int resultColumns)
    {
        Matrix dy = new(rows, outputs), wt = new(transposedRows, inputs), dx = new(resultRows, resultColumns);
        Assert.Throws<ArgumentException>(() => MatrixMultiply.InputGradient(dy.View, wt.View, dx.View));
    }

    [Fact]
    public void AShortBiasIsRefused()
    {
        Matrix x = new(2, 3), w = new(3, 17), y = new(2, 17);
        ArgumentException error = Assert.Throws<ArgumentException>(() => MatrixMultiply.Forward(x.View, w.View, new float[17], y.View));
        Assert.Equal("bias", error.ParamName);
        Assert.Contains("at least 32 values, received 17", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnpaddedMemoryIsRefusedAndUntouched()
    {
        Matrix x = new(2, 3), w = new(3, 5), y = new(2, 5), dx = new(2, 3);
        float[] bias = new float[16], dense = new float[3 * 5], lastRowShort = new float[2 * 16 + 5];
        Array.Fill(dense, 7f);
        Assert.Equal("weights", Param(() => MatrixMultiply.Forward(x.View, new ReadOnlyMatrixView(dense, 3, 5, 5), bias, y.View)));
        Assert.Equal("output", Param(() => MatrixMultiply.Forward(x.View, w.View, bias, new MatrixView(dense, 2, 5, 7))));
        Assert.Equal("weights", Param(() => MatrixMultiply.Forward(x.View, new ReadOnlyMatrixView(lastRowShort, 3, 5, 16), bias, y.View)));
        Assert.Equal("outputGradient", Param(() => MatrixMultiply.WeightGradient(x.View, new ReadOnlyMatrixView(dense, 2, 5, 5), w.View)));
        Assert.Equal("weightGradient", Param(() => MatrixMultiply.WeightGradient(x.View, y.View, new MatrixView(dense, 3, 5, 5))));
        Assert.Equal("transposedWeights", Param(() => MatrixMultiply.InputGradient(y.View, new ReadOnlyMatrixView(dense, 5, 3, 3), dx.View)));
        Assert.Equal("inputGradient", Param(() => MatrixMultiply.InputGradient(y.View, new Matrix(5, 3).View, new MatrixView(dense, 2, 3, 3))));
        Assert.All(dense, value => Assert.Equal(7f, value));

        static string? Param(Action call) => Assert.Throws<ArgumentException>(call).ParamName;
    }
}
