using NeuroAgents.Numerics;
using NeuroAgents.Tests.Allocation;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>Misuse that throws no exception but fails an assertion in a debug build. Release builds skip these tests.</summary>
[Collection(RunsAlone.Name)]
public sealed class NumericsAssertionTests
{
    [Fact]
    public void ARowBehindTheViewIsAsserted()
    {
        Matrix matrix = new(4, 3);
        Assert.Equal("The row lies within the view, not only within its memory.", Asserted.By(() => matrix.FirstRows(2).Row(3)[0] = 1));
        Assert.Equal("The row lies within the view, not only within its memory.", Asserted.By(() => _ = ((ReadOnlyMatrixView)matrix.FirstRows(2)).Row(2).Length));
    }

    [Fact]
    public void AnOutputOverAnOperandIsAsserted()
    {
        Matrix x = new(16, 16), weights = new(16, 16);
        Assert.Equal("The output overlaps no operand of the product.", Asserted.By(() => MatrixMultiply.Forward(x.View, weights.View, new float[16], x.View)));
        Assert.StartsWith("The destination doesn't overlap the source", Asserted.By(() => MatrixMultiply.Transpose(x.View, x.View)), StringComparison.Ordinal);
    }

    [Fact]
    public void RowsWithoutPaddingUnderATileAreAsserted()
        => Assert.Equal("The rows of C are padded, so that their last vector can be stored whole.", Asserted.By(() => Multiply(cStride: 9)));

    /// <summary>An assertion that fails inside work reaches the caller of Run, and the pool stays usable.</summary>
    [Fact]
    public void AnAssertionOnAWorkerReachesTheCaller()
    {
        using Workers workers = new(3);
        Assert.Equal("The row lies within the view, not only within its memory.", Asserted.By(() => workers.Run(new BeyondTheEnd(), 100, 1)));
        Assert.False(workers.IsRunning);
    }

    [Fact]
    public void RightUseIsNotAsserted()
    {
        Matrix x = new(40, 16), weights = new(16, 16);
        Assert.Throws<Xunit.Sdk.ThrowsException>(() => Asserted.By(() => MatrixMultiply.Forward(x.View.Slice(0, 20), weights.View, new float[16], x.View.Slice(20, 20))));
    }

    private static unsafe void Multiply(int cStride)
    {
        Matrix x = new(3, 9), weights = new(9, 9), output = new(3, 9);
        fixed (float* a = x.View.Data, b = weights.View.Data, c = output.View.Data)
        {
            TileKernels.Multiply(new Operands(a, x.Stride, 1, b, weights.Stride, null, 0, c, cStride, 3, 9, 9, false, false));
        }
    }

    private sealed class BeyondTheEnd : IParallelWork
    {
        private readonly Matrix _matrix = new(101, 3);

        public void Execute(int start, int count, int worker) => _matrix.FirstRows(10).Row(start + count)[0] = 1;
    }
}
