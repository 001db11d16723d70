using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Numerics;

public sealed class RandomSourceTests
{
    private const int Draws = 200_000;

    /// <summary>The known answers of philox4x32-10 in Random123 (Salmon, Moraes, Dror, Shaw).</summary>
    [Theory]
    [InlineData(0u, 0u, 0ul, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffffffffff, 0xffffffffffffffff, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0xa4093822u, 0x299f31d0u, 0x85a308d3243f6a88, 0x0370734413198a2e, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void PhiloxGivesTheKnownAnswers(uint key0, uint key1, ulong id, ulong step, uint x, uint y, uint z, uint w)
        => Assert.Equal((x, y, z, w), RandomSource.FromKey(key0, key1).Block(id, step));

    [Fact]
    public void ValuesAreAFunctionOfSeedStreamIdAndStep()
    {
        RandomSource a = new(7, 1), b = new(7, 1);
        Assert.Equal(a, b);
        Assert.True(a == b && a.Equals((object)b) && a.GetHashCode() == b.GetHashCode());
        uint[] forward = [.. Enumerable.Range(0, 100).Select(i => a.Bits((ulong)i, 3))];
        uint[] backward = [.. Enumerable.Range(0, 100).Reverse().Select(i => b.Bits((ulong)i, 3)).Reverse()];
        Assert.Equal(forward, backward);
        Assert.Equal(a.Stream(5), b.Stream(5));
    }

    [Fact]
    public void SeedsStreamsIdsAndStepsAllChangeTheBits()
    {
        HashSet<uint> seen = [];
        for (ulong seed = 0; seed < 4; seed++)
        {
            for (ulong stream = 0; stream < 4; stream++)
            {
                RandomSource source = new(seed, stream);
                Assert.True(source != source.Stream(0));
                for (ulong id = 0; id < 4; id++)
                {
                    for (ulong step = 0; step < 4; step++)
                    {
                        Assert.True(seen.Add(source.Bits(id, step)), $"{seed} {stream} {id} {step}");
                        Assert.True(seen.Add(source.Stream(stream).Bits(id, step)), $"{seed} {stream}.{stream} {id} {step}");
                    }
                }
            }
        }
    }

    [Fact]
    public void StreamsAreNotCorrelated()
    {
        RandomSource first = new(1, 1), second = new(1, 2);
        double sum = 0;
        for (ulong i = 0; i < Draws; i++)
        {
            sum += (first.Uniform(i, 0) - 0.5) * (second.Uniform(i, 0) - 0.5);
        }

        // 1/12 is the variance; five standard errors.
        Assert.True(Math.Abs(sum / Draws) < 5.0 / 12 / Math.Sqrt(Draws));
    }

    [Fact]
    public void UniformStaysInRangeWithItsMoments()
    {
        RandomSource random = new(3, 0);
        double sum = 0, squares = 0;
        for (ulong i = 0; i < Draws; i++)
        {
            float u = random.Uniform(i, 9), ranged = random.Uniform(i, 9, -2, 6);
            Assert.InRange(u, 0f, 0.99999994f);
            Assert.Equal(u, random.UniformPair(i, 9).X);
            Assert.Equal(-2 + 8 * u, ranged);
            sum += u;
            squares += (double)u * u;
        }

        double mean = sum / Draws;
        Assert.Equal(0.5, mean, 0.004);
        Assert.Equal(1.0 / 12, squares / Draws - mean * mean, 0.002);
    }

    [Fact]
    public void UniformNeverReachesItsMaximum()
    {
        // The draw of this id is the largest there is, 1 − 2⁻²⁴: rounding must not carry 1 + that to 2.
        RandomSource random = RandomSource.FromKey(0, 0);
        const ulong id = 38_471_471;
        Assert.Equal(1f - 1f / (1 << 24), random.Uniform(id, 0));
        foreach ((float minimum, float maximum) in ((float, float)[])[(1, 2), (-3, -2), (1000, 1000.0001f), (0, 1), (-1, 1), (-1.5f, 16_777_214)])
        {
            float value = random.Uniform(id, 0, minimum, maximum);
            Assert.True(value >= minimum && value < maximum, $"{value:R} of [{minimum:R}, {maximum:R})");
        }

        Assert.Equal(3f, random.Uniform(id, 0, 3, 3));
    }

    [Fact]
    public void NormalHasItsMoments()
    {
        RandomSource random = new(4, 0);
        double sum = 0, squares = 0, cubes = 0, fourths = 0;
        for (ulong i = 0; i < Draws; i++)
        {
            double n = random.Normal(i, 1);
            Assert.InRange(n, -5.8, 5.8);
            sum += n;
            squares += n * n;
            cubes += n * n * n;
            fourths += n * n * n * n;
        }

        Assert.Equal(0, sum / Draws, 0.012);
        Assert.Equal(1, squares / Draws, 0.02);
        Assert.Equal(0, cubes / Draws, 0.05);
        Assert.Equal(3, fourths / Draws, 0.15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void BelowIsEvenOverItsRange(int bound)
    {
        RandomSource random = new(5, 0);
        int[] counts = new int[bound];
        for (ulong i = 0; i < Draws; i++)
        {
            counts[random.Below(bound, i, 2)]++;
        }

        double expected = (double)Draws / bound;
        Assert.All(counts, count => Assert.True(Math.Abs(count - expected) <= 5 * Math.Sqrt(expected)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void BelowRefusesAnEmptyRange(int bound) => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSource(1, 1).Below(bound, 0, 0));

    [Fact]
    public void BelowTakesTheLargestBound() => Assert.InRange(new RandomSource(1, 1).Below(int.MaxValue, 0, 0), 0, int.MaxValue - 1);
}
