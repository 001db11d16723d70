using NeuroAgents.Initializers;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Initializers;

public sealed class InitializerTests
{
    private static readonly RandomSource s_random = new(17, 3);

    [Fact]
    public void GlorotUniformFillsItsLimits()
    {
        Matrix weights = new(200, 300);
        new GlorotUniform().Fill(weights.View, s_random);
        double limit = Math.Sqrt(6.0 / 500);
        (double mean, double variance, double largest) = Moments(weights);
        Assert.InRange(largest, 0.999 * limit, limit);
        Assert.Equal(0, mean, 5 * limit / Math.Sqrt(3 * 60_000));
        Assert.Equal(limit * limit / 3, variance, 0.02 * limit * limit / 3);
    }

    [Theory]
    [InlineData(0.05f)]
    [InlineData(2f)]
    public void RandomNormalHasItsStandardDeviation(float deviation)
    {
        Matrix weights = new(200, 300);
        new RandomNormal(deviation).Fill(weights.View, s_random);
        (double mean, double variance, _) = Moments(weights);
        Assert.Equal(0, mean, 5 * deviation / Math.Sqrt(60_000));
        Assert.Equal(1, variance / (deviation * deviation), 0.03);
    }

    [Fact]
    public void ZerosAreZeros()
    {
        Matrix weights = Matrices.Normal(3, 5, 1);
        new Zeros().Fill(weights.View, s_random);
        Assert.Equal((0.0, 0.0, 0.0), Moments(weights));
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void RandomNormalRefusesAnInvalidDeviation(float deviation) => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomNormal(deviation));

    [Fact]
    public void TheSameSourceGivesTheSameBitsAtAnyStride()
    {
        foreach (Initializer initializer in (Initializer[])[new GlorotUniform(), new RandomNormal()])
        {
            float[] dense = new float[7 * 5];
            Matrix padded = new(7, 5), other = new(7, 5);
            initializer.Fill(new MatrixView(dense, 7, 5, 5), s_random);
            initializer.Fill(padded.View, s_random);
            initializer.Fill(other.View, s_random.Stream(1));
            Matrices.AssertSameBits(new ReadOnlyMatrixView(dense, 7, 5, 5), padded.View, initializer.GetType().Name);
            Matrices.AssertZeroPadding(padded.View, initializer.GetType().Name);
            Assert.False(Matrices.SameBits(padded.View.Data, other.View.Data));
            Assert.Equal(35, dense.Distinct().Count());
        }
    }

    private static (double Mean, double Variance, double Largest) Moments(Matrix matrix)
    {
        double[] values = [.. Matrices.ToDouble(matrix.View).Cast<double>()];
        double mean = values.Average();
        return (mean, values.Average(value => (value - mean) * (value - mean)), values.Max(Math.Abs));
    }
}
