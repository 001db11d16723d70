using System.Numerics;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

/// <summary>Each function against float64, with the error bound that its documentation states.</summary>
public sealed class VectorMathTests
{
    private const double Bound = 2e-7;
    private const float SmallestNormal = 1.17549435e-38f;

    private delegate void SpanFunction(ReadOnlySpan<float> x, Span<float> destination);

    private static readonly (string Name, SpanFunction Function)[] s_functions =
    [
        ("exp", VectorMath.Exp), ("tanh", VectorMath.Tanh), ("sigmoid", VectorMath.Sigmoid), ("sin", VectorMath.Sin), ("cos", VectorMath.Cos),
        ("log", VectorMath.Log), ("erf", VectorMath.Erf), ("gelu", VectorMath.Gelu), ("silu", VectorMath.Silu), ("softplus", VectorMath.Softplus),
    ];

    [Fact]
    public void ExpIsWithinItsRelativeBound() => AssertError(VectorMath.Exp, Math.Exp, -87.3f, 88.7f, relative: true);

    [Fact]
    public void TanhIsWithinItsAbsoluteBound() => AssertError(VectorMath.Tanh, Math.Tanh, -12, 12, relative: false);

    [Fact]
    public void SigmoidIsWithinItsAbsoluteBound() => AssertError(VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -110, 110, relative: false);

    [Theory]
    [InlineData(-7, 7)]
    [InlineData(-10_000, 10_000)]
    public void SinAndCosAreWithinTheirAbsoluteBound(float from, float to)
    {
        AssertError(VectorMath.Sin, Math.Sin, from, to, relative: false);
        AssertError(VectorMath.Cos, Math.Cos, from, to, relative: false);
    }

    [Fact]
    public void LogIsWithinItsRelativeBound()
    {
        double worst = 0;
        for (int i = 1; i < 200_000; i++)
        {
            foreach (double x in (double[])[i / 65_536.0, Math.Pow(2, i / 200.0 - 500), 1 + i * 1e-14, 1 - i * 1e-14])
            {
                double expected = Math.Log(x);
                worst = Math.Max(worst, expected == 0 ? Math.Abs(VectorMath.Log(x)) : Math.Abs(VectorMath.Log(x) / expected - 1));
            }
        }

        Assert.InRange(worst, 0, 1e-15);
        Assert.Equal(0, VectorMath.Log(1));
        Assert.Equal(Math.Log(double.MaxValue), VectorMath.Log(double.MaxValue), 1e-12);
        Assert.Equal(Math.Log(2.2250738585072014e-308), VectorMath.Log(2.2250738585072014e-308), 1e-12);
    }

    [Fact]
    public void ExpOfDoublesIsWithinItsRelativeBound()
    {
        double worst = 0;
        for (int i = -70_800; i <= 70_900; i++)
        {
            worst = Math.Max(worst, Math.Abs(VectorMath.Exp(i / 100.0) / Math.Exp(i / 100.0) - 1));
        }

        Assert.InRange(worst, 0, 1e-15);
        Assert.Equal((0.0, double.PositiveInfinity, double.NaN), (VectorMath.Exp(-1e9), VectorMath.Exp(1e9), VectorMath.Exp(double.NaN)));
        Assert.Equal(1, VectorMath.Exp(0.0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.Epsilon)]
    public void LogRefusesWhatIsNotPositiveFiniteAndNormal(double x) => Assert.Throws<ArgumentOutOfRangeException>(() => VectorMath.Log(x));

    [Fact]
    public void SpecialValuesAreTheLimits()
    {
        AssertValues(VectorMath.Exp, [(0f, 1f), (-0f, 1f), (float.PositiveInfinity, float.PositiveInfinity), (float.NegativeInfinity, 0f),
            (float.NaN, float.NaN), (1e4f, float.PositiveInfinity), (-1e4f, 0f), (89.01f, float.PositiveInfinity), (-104.01f, 0f), (float.Epsilon, 1f),
            (float.MaxValue, float.PositiveInfinity)]);
        AssertValues(VectorMath.Tanh, [(0f, 0f), (-0f, 0f), (float.PositiveInfinity, 1f), (float.NegativeInfinity, -1f), (float.NaN, float.NaN),
            (1e4f, 1f), (-1e4f, -1f), (float.Epsilon, float.Epsilon), (-float.Epsilon, -float.Epsilon)]);
        AssertValues(VectorMath.Sigmoid, [(0f, 0.5f), (-0f, 0.5f), (float.PositiveInfinity, 1f), (float.NegativeInfinity, 0f), (float.NaN, float.NaN),
            (1e4f, 1f), (-1e4f, 0f), (float.Epsilon, 0.5f)]);
        AssertValues(VectorMath.Sin, [(0f, 0f), (-0f, 0f), (float.PositiveInfinity, float.NaN), (float.NegativeInfinity, float.NaN), (float.NaN, float.NaN),
            (float.Epsilon, float.Epsilon), (-float.Epsilon, -float.Epsilon)]);
        AssertValues(VectorMath.Cos, [(0f, 1f), (-0f, 1f), (float.PositiveInfinity, float.NaN), (float.NegativeInfinity, float.NaN), (float.NaN, float.NaN),
            (float.Epsilon, 1f)]);
    }

    [Fact]
    public void SpecialValuesOfTheNewerFunctionsAreTheLimits()
    {
        const float Infinity = float.PositiveInfinity;
        AssertValues(VectorMath.Log, [(0f, -Infinity), (-0f, -Infinity), (1f, 0f), (Infinity, Infinity), (-Infinity, float.NaN), (-1f, float.NaN),
            (-float.Epsilon, float.NaN), (float.NaN, float.NaN), (float.Epsilon, -103.278929f), (float.MaxValue, 88.7228394f)]);
        AssertValues(VectorMath.Erf, [(0f, 0f), (-0f, 0f), (Infinity, 1f), (-Infinity, -1f), (float.NaN, float.NaN), (1e4f, 1f), (-1e4f, -1f)]);
        AssertValues(VectorMath.Gelu, [(0f, 0f), (Infinity, Infinity), (-Infinity, 0f), (float.NaN, float.NaN), (1e4f, 1e4f), (-1e4f, 0f),
            (float.MaxValue, float.MaxValue), (float.MinValue, 0f)]);
        AssertValues(VectorMath.Silu, [(0f, 0f), (Infinity, Infinity), (-Infinity, 0f), (float.NaN, float.NaN), (1e4f, 1e4f), (-1e4f, 0f)]);
        AssertValues(VectorMath.Softplus, [(Infinity, Infinity), (-Infinity, 0f), (float.NaN, float.NaN), (1e4f, 1e4f), (-1e4f, 0f)]);
    }

    [Fact]
    public void SoftmaxIsWithinItsRelativeBoundAndNoSumOverflows()
    {
        foreach ((int count, float width, float shift) in ((int, float, float)[])[(1, 1, 0), (2, 1, 0), (7, 3, 1e4f), (16, 5, -1e4f), (33, 20, 0), (4096, 9, 50)])
        {
            float[] x = [.. Samples(-width, width, count + 1).Take(count).Select(value => value + shift)], y = new float[count];
            VectorMath.Softmax(x, y);
            double maximum = x.Max(), sum = x.Sum(value => Math.Exp(value - maximum));
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(1, y[i] / (Math.Exp(x[i] - maximum) / sum), 1e-6 + 6e-8 * (maximum - x[i]));
            }
        }
    }

    [Fact]
    public void SoftmaxOfNaNIsNaNAndOfInfinitiesIsTheLimit()
    {
        float[] y = new float[3];
        foreach (int place in (int[])[0, 1, 2])
        {
            float[] x = [1, 2, 3];
            x[place] = float.NaN;
            VectorMath.Softmax(x, y);
            Assert.All(y, value => Assert.True(float.IsNaN(value)));
        }

        VectorMath.Softmax([1, float.NegativeInfinity, 1], y);
        Assert.Equal([0.5f, 0, 0.5f], y);
        VectorMath.Softmax([1e4f, -1e4f, 0], y);
        Assert.Equal([1f, 0, 0], y);
        VectorMath.Softmax([], []);
        Assert.Throws<ArgumentException>(() => VectorMath.Softmax(new float[2], new float[3]));
    }

    [Fact]
    public void EveryPositionAndLengthGivesTheSameBits()
    {
        float[] x = Samples(-9, 9, 1003);
        foreach ((string name, SpanFunction function) in s_functions)
        {
            float[] whole = new float[x.Length];
            function(x, whole);
            for (int length = 0; length <= 4 * Vector<float>.Count + 1; length++)
            {
                for (int start = 0; start < 3; start++)
                {
                    float[] part = new float[length];
                    function(x.AsSpan(start, length), part);
                    Assert.True(Matrices.SameBits(whole.AsSpan(start, length), part), $"{name}, {length} values from {start}");
                }
            }

            float[] inPlace = [.. x];
            function(inPlace, inPlace);
            Assert.True(Matrices.SameBits(whole, inPlace), $"{name} in place");
        }
    }

    [Fact]
    public void SingleValuesHaveTheBitsOfSpans()
    {
        float[] x = Samples(-100, 100, 501), sin = new float[x.Length], cos = new float[x.Length];
        VectorMath.Sin(x, sin);
        VectorMath.Cos(x, cos);
        Assert.True(Matrices.SameBits(sin, x.Select(VectorMath.Sin).ToArray()));
        Assert.True(Matrices.SameBits(cos, x.Select(VectorMath.Cos).ToArray()));
    }

    [Fact]
    public void LengthsThatDifferAreRefused()
    {
        foreach ((_, SpanFunction function) in s_functions)
        {
            Assert.Equal("destination", Assert.Throws<ArgumentException>(() => function(new float[3], new float[4])).ParamName);
        }
    }

    private static void AssertError(SpanFunction function, Func<double, double> exact, float from, float to, bool relative)
    {
        float[] x = Samples(from, to, 400_001), y = new float[x.Length];
        function(x, y);
        double worst = 0;
        float worstAt = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double expected = exact(x[i]);
            double error = Math.Abs(y[i] - expected) / (relative ? Math.Max(expected, SmallestNormal) : 1);
            if (!(error <= worst))
            {
                (worst, worstAt) = (error, x[i]);
            }
        }

        Assert.True(worst < Bound, $"error {worst:E2} at {worstAt:R}");
    }

    private static float[] Samples(float from, float to, int count)
        => [.. Enumerable.Range(0, count).Select(i => (float)(from + ((double)to - from) * i / (count - 1)))];

    private static void AssertValues(SpanFunction function, (float X, float Y)[] pairs)
    {
        float[] x = [.. pairs.Select(pair => pair.X)], y = new float[x.Length];
        function(x, y);
        Assert.Equal(pairs.Select(pair => pair.Y == 0 ? 0 : pair.Y), y.Select(value => value == 0 ? 0 : value));
    }
}
