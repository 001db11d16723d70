using NeuroAgents.Numerics.Functions;
using NeuroAgents.Observations;
using Xunit;

namespace NeuroAgents.Tests.Observations;

public sealed class ObservationNormalizerTests
{
    private readonly ObservationNormalizer _normalizer = new([0, -3, 100, -1e30f], [1, 3, 101, 1e30f]);

    [Fact]
    public void TheRangeBecomesMinusOneToOne()
    {
        Assert.Equal([-1f, -1f, -1f, -1f], Normalize(0, -3, 100, -1e30f));
        Assert.Equal([1f, 1f, 1f, 1f], Normalize(1, 3, 101, 1e30f));
        Assert.Equal([0f, 0f, 0f, 0f], Normalize(0.5f, 0, 100.5f, 0));
        Assert.Equal([3f, -2f, 1f, 0f], Normalize(2, -6, 101, 0));
        Assert.Equal(4, _normalizer.Width);
    }

    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(1, float.PositiveInfinity)]
    [InlineData(2, float.NegativeInfinity)]
    [InlineData(3, float.NaN)]
    [InlineData(0, float.MaxValue)] // finite, but 2 · MaxValue − 1 is not
    public void NonFiniteValuesAreRefused(int column, float value)
    {
        float[] raw = [0.5f, 0, 100, 0];
        raw[column] = value;
        Assert.False(_normalizer.TryNormalize(raw, new float[4]));
    }

    [Fact]
    public void NonFiniteValuesAreFoundAtEveryPlaceOfEveryLength()
    {
        for (int length = 1; length < 40; length++)
        {
            for (int place = 0; place < length; place++)
            {
                float[] values = new float[length];
                Assert.True(Bounds.AreFinite(values));
                values[place] = place % 2 == 0 ? float.NaN : float.NegativeInfinity;
                Assert.False(Bounds.AreFinite(values), $"{place} of {length}");
            }
        }
    }

    [Fact]
    public void WrongLengthsAndRangesAreRefused()
    {
        Assert.Throws<ArgumentException>(() => _normalizer.TryNormalize(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => _normalizer.TryNormalize(new float[4], new float[5]));
        Assert.Throws<ArgumentException>(() => new ObservationNormalizer([0, 1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationNormalizer([1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationNormalizer([1], [float.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObservationNormalizer([-float.MaxValue], [float.MaxValue]));
    }

    private float[] Normalize(params float[] raw)
    {
        float[] normalized = new float[4];
        Assert.True(_normalizer.TryNormalize(raw, normalized));
        return normalized;
    }
}
