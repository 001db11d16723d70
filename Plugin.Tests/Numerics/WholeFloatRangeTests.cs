using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>Every function over all floats: both signs, every exponent, denormals, infinities and NaN, against float64 and its stated bound.</summary>
/// <remarks>The tests step through the 2³² bit patterns by 1,009, or by 13 with NEUROAGENTS_LONG=1. Because the step is odd, every exponent occurs with varied mantissas.</remarks>
public sealed class WholeFloatRangeTests(ITestOutputHelper output)
{
    private const double SmallestNormal = 1.17549435e-38;
    private static readonly bool s_isLong = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1";

    private delegate void SpanFunction(ReadOnlySpan<float> x, Span<float> destination);

    [Fact]
    public void Exp() => Check(VectorMath.Exp, Math.Exp, (_, y) => Math.Max(y, SmallestNormal), 2e-7);

    [Fact]
    public void Log() => Check(VectorMath.Log, Math.Log, (_, y) => Math.Abs(y), 2e-7);

    [Fact]
    public void Tanh() => Check(VectorMath.Tanh, Math.Tanh, (_, _) => 1, 2e-7);

    [Fact]
    public void Sigmoid() => Check(VectorMath.Sigmoid, NaiveFunctions.Sigmoid, (_, _) => 1, 2e-7);

    [Fact]
    public void Sin() => Check(VectorMath.Sin, Math.Sin, (_, _) => 1, 2e-7, 3);

    [Fact]
    public void Cos() => Check(VectorMath.Cos, Math.Cos, (_, _) => 1, 2e-7, 3);

    [Fact]
    public void Erf() => Check(VectorMath.Erf, NaiveFunctions.Erf, (_, _) => 1, 2e-7, 5);

    [Fact]
    public void Gelu() => Check(VectorMath.Gelu, NaiveFunctions.Gelu, (x, _) => Math.Max(1, Math.Abs(x)), 3e-7, 5);

    [Fact]
    public void Silu() => Check(VectorMath.Silu, NaiveFunctions.Silu, (x, _) => Math.Max(1, Math.Abs(x)), 3e-7);

    [Fact]
    public void Softplus() => Check(VectorMath.Softplus, NaiveFunctions.Softplus, (_, y) => Math.Max(y, SmallestNormal), 6e-7);

    private void Check(SpanFunction function, Func<double, double> exact, Func<double, double, double> scale, double bound, int slower = 1)
    {
        const int Parts = 64;
        ulong stride = s_isLong ? 13ul * (ulong)slower : 1009;
        (double Error, float At)[] worst = new (double, float)[Parts];
        Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, part
            => worst[part] = Worst(function, exact, scale, (ulong)part << 26, (ulong)(part + 1) << 26, stride));
        (double error, float at) = worst.MaxBy(each => each.Error);
        output.WriteLine($"error {error:E2} at {at:R}, bound {bound:E2}");
        Assert.True(error < bound, $"error {error:E2} at {at:R}, bound {bound:E2}");
    }

    private static (double Error, float At) Worst(
        SpanFunction function, Func<double, double> exact, Func<double, double, double> scale, ulong from, ulong to, ulong stride)
    {
        (double Error, float At) worst = default;
        float[] x = new float[1024], y = new float[x.Length];
        ulong next = (from + stride - 1) / stride * stride;
        while (next < to)
        {
            int count = 0;
            for (; count < x.Length && next < to; next += stride)
            {
                x[count++] = BitConverter.UInt32BitsToSingle((uint)next);
            }

            function(x.AsSpan(0, count), y.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                double error = Error(exact(x[i]), x[i], y[i], scale);
                worst = error > worst.Error ? (error, x[i]) : worst;
            }
        }

        return worst;
    }

    private static double Error(double expected, float x, float y, Func<double, double, double> scale)
    {
        if (double.IsNaN(expected) || float.IsNaN(y))
        {
            return double.IsNaN(expected) == float.IsNaN(y) ? 0 : double.PositiveInfinity;
        }

        if (float.IsInfinity((float)expected))
        {
            return Math.Abs(y) >= 3.4e38 && Math.Sign(y) == Math.Sign(expected) ? 0 : double.PositiveInfinity;
        }

        return y == expected ? 0 : Math.Abs(y - expected) / scale(x, expected);
    }
}
