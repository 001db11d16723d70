using NeuroAgents.Initializers;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Initializers;

public sealed class ScaledInitializerTests
{
    private static readonly RandomSource s_random = new(17, 3);

    public static TheoryData<Initializer, double, double> Spreads => new()
    {
        { new GlorotUniform(), 2.0 / 500, Math.Sqrt(6.0 / 500) }, { new GlorotNormal(), 2.0 / 500, 2 / 0.87962566 * Math.Sqrt(2.0 / 500) },
        { new HeUniform(), 2.0 / 200, Math.Sqrt(6.0 / 200) }, { new HeNormal(), 2.0 / 200, 2 / 0.87962566 * Math.Sqrt(2.0 / 200) },
        { new LeCunUniform(), 1.0 / 200, Math.Sqrt(3.0 / 200) }, { new LeCunNormal(), 1.0 / 200, 2 / 0.87962566 * Math.Sqrt(1.0 / 200) },
        { new TruncatedNormal(0.5f), 0.25 * 0.87962566 * 0.87962566, 1 }, { new RandomUniform(-3, 3), 3, 3 },
    };

    [Theory]
    [MemberData(nameof(Spreads))]
    public void VarianceAndLimitAreAsStated(Initializer initializer, double variance, double limit)
    {
        Matrix weights = new(200, 300);
        initializer.Fill(weights.View, s_random);
        double[] values = [.. Matrices.ToDouble(weights.View).Cast<double>()];
        Assert.Equal(1, values.Average(value => value * value) / variance, 0.02);
        Assert.Equal(0, values.Average(), 5 * Math.Sqrt(variance / values.Length));
        Assert.InRange(values.Max(Math.Abs), 0.99 * limit, limit * (1 + 1e-6));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(33, 12)]
    [InlineData(12, 33)]
    public void OrthogonalColumnsOrRowsAreOrthonormal(int rows, int columns)
    {
        Matrix weights = new(rows, columns);
        new Orthogonal(2).Fill(weights.View, s_random);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double dot = Enumerable.Range(0, length).Sum(k => rows >= columns
                    ? (double)weights.Row(k)[i] * weights.Row(k)[j] : (double)weights.Row(i)[k] * weights.Row(j)[k]);
                Assert.Equal(i == j ? 4 : 0, dot, 1e-5);
            }
        }

        Matrices.AssertZeroPadding(weights.View, "orthogonal");
    }

    [Fact]
    public void ConstantsAndDefaults()
    {
        Matrix weights = new(3, 5);
        new Constant(0.5f).Fill(weights.View, s_random);
        Assert.All(Matrices.ToDouble(weights.View).Cast<double>(), value => Assert.Equal(0.5, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Constant(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomUniform(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TruncatedNormal(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Orthogonal(float.PositiveInfinity));
        Assert.IsType<HeUniform>(Initializer.DefaultFor("leaky_relu(0.01)"));
        Assert.IsType<HeUniform>(Initializer.DefaultFor("gelu"));
        Assert.IsType<GlorotUniform>(Initializer.DefaultFor("tanh"));
    }

    [Fact]
    public void TheSameSourceGivesTheSameBits()
    {
        foreach (Initializer initializer in (Initializer[])[new HeNormal(), new Orthogonal(), new TruncatedNormal(), new LeCunUniform(), new RandomUniform()])
        {
            Matrix a = new(7, 5), b = new(7, 5), other = new(7, 5);
            initializer.Fill(a.View, s_random);
            initializer.Fill(b.View, s_random);
            initializer.Fill(other.View, s_random.Stream(1));
            Matrices.AssertSameBits(a.View, b.View, initializer.GetType().Name);
            Assert.False(Matrices.SameBits(a.View.Data, other.View.Data));
        }
    }
}
