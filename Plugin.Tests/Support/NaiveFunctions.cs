namespace NeuroAgents.Tests.Support;

/// <summary>Functions in float64 by series and continued fractions, written from the textbook and not from the plugin.</summary>
internal static class NaiveFunctions
{
    /// <summary>erf x: the series with positive terms e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!! near zero (Abramowitz, Stegun 7.1.6), 1 − erfc elsewhere.</summary>
    internal static double Erf(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (Math.Abs(x) > 2.5)
        {
            return Math.Sign(x) * (1 - ErfcFar(Math.Abs(x)));
        }

        double term = x, sum = x;
        for (int n = 1; n < 100 && Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>1 − erf x, with small relative error for large x.</summary>
    internal static double Erfc(double x) => x > 2.5 ? ErfcFar(x) : 1 - Erf(x);

    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    internal static double Gelu(double x) => x < -40 ? 0 : x * 0.5 * Erfc(-x / Math.Sqrt(2));

    internal static double GeluSlope(double x)
        => x < -40 ? 0 : x > 40 ? 1 : 0.5 * Erfc(-x / Math.Sqrt(2)) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    internal static double GeluTanh(double x) => x < -40 ? 0 : x * Sigmoid(GeluTanhArgument(x));

    internal static double GeluTanhSlope(double x)
    {
        double u = GeluTanhArgument(x);
        return x < -40 ? 0 : x > 40 ? 1 : Sigmoid(u) * (1 + x * Sigmoid(-u) * Math.Sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * x * x));
    }

    internal static double Silu(double x) => x < -800 ? 0 : x * Sigmoid(x);

    internal static double SiluSlope(double x) => x < -700 ? 0 : x > 700 ? 1 : Sigmoid(x) * (1 + x * Sigmoid(-x));

    /// <summary>ln(1 + eˣ), by the series of ln(1 + t) with t = eˣ where 1 + t would lose t.</summary>
    internal static double Softplus(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return Math.Max(x, 0) + (e < 1e-5 ? e - e * e / 2 + e * e * e / 3 : Math.Log(1 + e));
    }

    private static double GeluTanhArgument(double x) => Math.Sqrt(8 / Math.PI) * (x + 0.044715 * x * x * x);

    /// <summary>e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + …)))) (Abramowitz, Stegun 7.1.14).</summary>
    private static double ErfcFar(double x)
    {
        if (x > 27)
        {
            return 0;
        }

        double fraction = x;
        for (int k = 60; k > 0; k--)
        {
            fraction = x + k / 2.0 / fraction;
        }

        return Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI));
    }
}
