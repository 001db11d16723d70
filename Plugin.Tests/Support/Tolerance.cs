using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>The measure of difference between tensors: max|a − b| / max|b|.</summary>
internal static class Tolerance
{
    /// <summary>Returns max|actual − expected| / max|expected|; if expected is all zero, max|actual|. NaN counts as infinite.</summary>
    internal static double Deviation(IReadOnlyList<double> actual, IReadOnlyList<double> expected)
    {
        Assert.Equal(expected.Count, actual.Count);
        double difference = 0, scale = 0;
        for (int i = 0; i < actual.Count; i++)
        {
            double d = Math.Abs(actual[i] - expected[i]);
            difference = double.IsNaN(d) ? double.PositiveInfinity : Math.Max(difference, d);
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return scale == 0 ? difference : difference / scale;
    }

    internal static void AssertWithin(double tolerance, IReadOnlyList<double> actual, IReadOnlyList<double> expected, string what)
    {
        double deviation = Deviation(actual, expected);
        Assert.True(deviation <= tolerance, $"{what}: expected a relative deviation of at most {tolerance:E1}, received {deviation:E2}");
    }
}
