using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Numerics;

/// <summary>Elementary functions with the same bits in every lane, at every position and on every processor with a fused multiply-add.</summary>
/// <remarks>
/// The platform's own functions, such as <c>MathF.Sin</c> and <c>MathF.Exp</c>, differ between systems; simulation and learning call these instead.
/// <c>destination</c> may be the source itself but must not overlap it otherwise. Does not allocate. Thread safe.
/// </remarks>
public static class VectorMath
{
    /// <summary>Computes destination[i] = eˣ, relative error below 2e-7. The result is 0 below −104, +∞ above 89 and NaN for NaN.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Exp>(x, destination);

    /// <summary>Computes destination[i] = tanh x, absolute error below 2e-7.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Tanh>(x, destination);

    /// <summary>Computes destination[i] = 1 / (1 + e⁻ˣ), absolute error below 2e-7.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Sigmoid>(x, destination);

    /// <summary>Computes destination[i] = ln x, relative error below 2e-7. The result is −∞ for 0 and NaN below 0.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Log(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Log>(x, destination);

    /// <summary>Computes destination[i] = erf x = 2/√π · ∫₀ˣ e⁻ᵗ² dt, absolute error below 2e-7.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Erf(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Erf>(x, destination);

    /// <summary>Computes destination[i] = x · Φ(x) with the standard normal distribution function Φ, absolute error below 3e-7 · max(1, |x|).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Gelu(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Gelu>(x, destination);

    /// <summary>Computes destination[i] = x / (1 + e⁻ˣ), absolute error below 3e-7 · max(1, |x|).</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Silu(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Silu>(x, destination);

    /// <summary>Computes destination[i] = ln(1 + eˣ), relative error below 6e-7.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Softplus(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Softplus>(x, destination);

    /// <summary>Computes destination[i] = e^(xᵢ − max x) / Σⱼ e^(xⱼ − max x), relative error below 1e-6 + 6e-8 · (max x − xᵢ) for up to 4,096 values.</summary>
    /// <remarks>The spans are one row. Sums run in sixteen lanes at any vector width. One NaN or +∞ in the row makes every result NaN.</remarks>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Softmax(ReadOnlySpan<float> x, Span<float> destination) => Functions.Softmax.Apply(x, destination);

    /// <summary>Computes destination[i] = sin x (radians), absolute error below 2e-7 for every finite x; NaN for ±∞. Angles above 10⁴ take about 30 times as long.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Sin(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Sin>(x, destination);

    /// <summary>Computes destination[i] = cos x (radians), absolute error below 2e-7 for every finite x; NaN for ±∞. Angles above 10⁴ take about 30 times as long.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})" path="/exception"/>
    public static void Cos(ReadOnlySpan<float> x, Span<float> destination) => VectorLoop.Apply<Cos>(x, destination);

    /// <summary>Computes sin x of one value (radians), with the bits of the span version.</summary>
    public static float Sin(float x) => VectorLoop.Apply<Sin>(x);

    /// <summary>Computes cos x of one value (radians), with the bits of the span version.</summary>
    public static float Cos(float x) => VectorLoop.Apply<Cos>(x);

    /// <summary>Computes ln x of a positive normal number, relative error below 1e-15: x = 2ⁿ·m, ln m = 2 artanh((m − 1) / (m + 1)).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is not a positive, finite, normal number.</exception>
    public static double Log(double x)
    {
        const double SmallestNormal = 2.2250738585072014e-308;
        Diagnostics.Require.InRange(x, SmallestNormal, double.MaxValue);
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        double s = (mantissa - 1) / (mantissa + 1);
        double square = s * s;
        double series = 0;
        for (int power = 23; power >= 1; power -= 2)
        {
            series = series * square + 1.0 / power;
        }

        return exponent * 0.69314718055994530942 + 2 * s * series;
    }

    /// <summary>Computes eˣ, relative error below 1e-15: x = n · ln 2 + r, eʳ by its series. The result is 0 below −708, +∞ above 709 and NaN for NaN.</summary>
    public static double Exp(double x)
    {
        if (!(x >= -708 && x <= 709))
        {
            return x < 0 ? 0 : x > 0 ? double.PositiveInfinity : x;
        }

        double n = Math.Round(x * 1.4426950408889634);
        double r = x - n * 6.93147180369123816490e-01 - n * 1.90821492927058770002e-10;
        double series = 1;
        for (int power = 15; power >= 1; power--)
        {
            series = 1 + series * r / power;
        }

        return series * BitConverter.Int64BitsToDouble(((long)n + 1023) << 52);
    }
}
