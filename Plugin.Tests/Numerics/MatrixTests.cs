using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

public sealed class MatrixTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    [InlineData(33, 48)]
    public void RowsArePaddedToWholeVectors(int columns, int stride)
    {
        Matrix matrix = new(3, columns);
        Assert.Equal(stride, Matrix.PaddedStride(columns));
        Assert.Equal(stride, matrix.Stride);
        Assert.Equal(3 * stride, matrix.View.Data.Length);
        Assert.Equal(columns, matrix.Row(2).Length);
        Assert.Equal((3, columns, stride), (matrix.View.Rows, matrix.View.Columns, matrix.View.Stride));
    }

    [Fact]
    public void SizesOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix(1, 0));
        Assert.Throws<OverflowException>(() => new Matrix(int.MaxValue, 16));
        Assert.Equal(0, new Matrix(0, 5).View.Rows);
    }

    [Fact]
    public void SlicesShareTheirRows()
    {
        Matrix matrix = Matrices.Normal(7, 5, 1);
        MatrixView middle = matrix.View.Slice(2, 3);
        middle[1, 4] = 42;
        Assert.Equal(42, matrix.Row(3)[4]);
        Assert.Equal(3, middle.Rows);
        ReadOnlyMatrixView readOnly = matrix.View;
        Assert.Equal(42, readOnly.Slice(3, 4)[0, 4]);
        Assert.Equal(7, matrix.View.Slice(0, 7).Rows);
        Assert.Equal(0, matrix.View.Slice(7, 0).Rows);
        Assert.Equal(0, matrix.FirstRows(0).Rows);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 8)]
    [InlineData(8, 0)]
    [InlineData(7, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(2, int.MaxValue)]
    public void SlicesBeyondTheRowsAreRefused(int first, int count)
    {
        Matrix matrix = new(7, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = matrix.View.Slice(first, count).Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = ((ReadOnlyMatrixView)matrix.View).Slice(first, count).Rows);
    }

    [Fact]
    public void IndicesBeyondTheShapeAreRefused()
    {
        Matrix matrix = new(2, 3);
        Assert.Throws<IndexOutOfRangeException>(() => matrix.View[0, 3] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.View[2, 0] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.View[-1, 0] = 1);
    }

    [Theory]
    [InlineData(11, 3, 4, 4)]
    [InlineData(9, 3, 4, 3)]
    [InlineData(8, -1, 4, 4)]
    [InlineData(8, 1, -4, 4)]
    public void ViewsThatDoNotFitTheirDataAreRefused(int length, int rows, int columns, int stride)
    {
        Assert.ThrowsAny<ArgumentException>(() => _ = new MatrixView(new float[length], rows, columns, stride).Rows);
        Assert.ThrowsAny<ArgumentException>(() => _ = new ReadOnlyMatrixView(new float[length], rows, columns, stride).Rows);
    }

    [Fact]
    public void ALastRowNeedsNoPadding()
    {
        MatrixView view = new(new float[2 * 16 + 3], 3, 3, 16);
        Assert.Equal(3, view.Row(2).Length);
    }

    [Fact]
    public void CopyAndClearLeaveThePaddingAlone()
    {
        float[] source = Matrices.Strided(3, 4, 6, 2), destination = new float[3 * 9];
        Array.Fill(destination, 7f);
        new MatrixView(source, 3, 4, 6).CopyTo(new MatrixView(destination, 3, 4, 9));
        Matrices.AssertSameBits(new ReadOnlyMatrixView(source, 3, 4, 6), new ReadOnlyMatrixView(destination, 3, 4, 9), "copy");
        new MatrixView(destination, 3, 4, 9).Clear();
        for (int i = 0; i < destination.Length; i++)
        {
            Assert.Equal(i % 9 < 4 ? 0f : 7f, destination[i]);
        }

        Assert.Throws<ArgumentException>(() => new MatrixView(source, 3, 4, 6).CopyTo(new MatrixView(destination, 4, 3, 6)));
    }
}
