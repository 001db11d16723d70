using NeuroAgents.Learning.SelfPlay;
using Xunit;

namespace NeuroAgents.Tests.Learning.SelfPlay;

public sealed class EloRatingTests
{
    /// <summary>Values of Elo's table: a lead of 200 points is expected to score 0.76, one of 400 points 10/11.</summary>
    [Theory]
    [InlineData(1200, 1200, 0.5)]
    [InlineData(1400, 1200, 0.759746926647958)]
    [InlineData(1200, 1600, 1.0 / 11)]
    [InlineData(0, 10_000, 1e-25)]
    public void TheExpectedScoreIsThatOfTheTable(double own, double opponent, double expected)
    {
        Assert.Equal(expected, EloRating.Expected(own, opponent), 1e-12);
        Assert.Equal(1, EloRating.Expected(own, opponent) + EloRating.Expected(opponent, own), 1e-12);
    }

    [Fact]
    public void ThePerformanceIsTheRatingAtWhichTheScoreIsExpected()
    {
        for (double score = 0.05; score < 1; score += 0.05)
        {
            Assert.Equal(score, EloRating.Expected(EloRating.Performance(score, 1234), 1234), 1e-12);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => EloRating.Performance(1, 1200));
        Assert.Throws<ArgumentOutOfRangeException>(() => EloRating.Performance(double.NaN, 1200));
    }
}
