using CsCheck;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Measuring;

public sealed class RunRecordTests
{
    [Fact]
    public void LossWindowsAreTheFirstAndLast60FramesThatLearned()
        => Gen.OneOf(Gen.Const(float.NaN), Gen.Float[0, 1]).Array[0, 200].Sample(losses =>
        {
            RunRecord record = Record(losses.Length, i => default, i => losses[i]);
            double[] learned = [.. losses.Where(loss => !float.IsNaN(loss)).Select(loss => (double)loss)];
            AssertClose(learned.Length == 0 ? null : learned.Take(60).Average(), record.MeanLoss(first: true));
            AssertClose(learned.Length == 0 ? null : learned.TakeLast(60).Average(), record.MeanLoss(first: false));
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(500)]
    public void LabelVarianceIsTheMeanOfTheLast60Frames(int frames)
    {
        RunRecord record = Record(frames, i => default, i => float.NaN);
        AssertClose(frames == 0 ? null : Enumerable.Range(0, frames).TakeLast(60).Average(i => i * 0.25), record.MeanLabelVariance());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(9999)]
    [InlineData(10_000)]
    [InlineData(10_001)]
    public void PercentilesAreTheSmallestTimesThatTheirShareDoesNotExceed(int frames)
    {
        double[] totals = [.. Enumerable.Range(0, frames).Select(i => (double)(i * 7919L % frames))];
        FrameStatistics statistics = Record(frames, i => new FrameTimes(totals[i], 0, 0, 0), i => 0).FrameStatistics();
        Assert.Equal(Naive(500), statistics.P50);
        Assert.Equal(Naive(990), statistics.P99);
        Assert.Equal(frames < 10_000 ? null : Naive(999), statistics.P999);
        Assert.Equal(totals.Max(), statistics.Max);

        double Naive(int thousandths) => totals.Order().First(time => totals.Count(other => other <= time) * 1000L >= (long)thousandths * frames);
    }

    [Fact]
    public void FrameTimesAreTheSumsOfTheirPhases()
    {
        RunRecord record = Record(4, i => new FrameTimes(i, 2 * i, 3 * i, 4 * i), i => 0);
        Assert.Equal(new PhaseStatistics(1.5, 3, 4.5, 6), record.PhaseStatistics());
        Assert.Equal(30, record.FrameStatistics().Max);
        Assert.Equal([0, 10, 20, 30], record.Times.ToArray().Select(times => times.Total));
    }

    [Fact]
    public void ARecordOfNothingHasNoLossAndNoTimes()
    {
        RunRecord record = new(5);
        Assert.Null(record.MeanLoss(first: true));
        Assert.Null(record.MeanLabelVariance());
        Assert.Equal(new FrameStatistics(0, 0, null, 0), record.FrameStatistics());
        Assert.Equal(new PhaseStatistics(0, 0, 0, 0), record.PhaseStatistics());
    }

    private static RunRecord Record(int frames, Func<int, FrameTimes> times, Func<int, float> loss)
    {
        // More capacity than frames, as in an interrupted run.
        RunRecord record = new(frames + 10);
        for (int i = 0; i < frames; i++)
        {
            record.Add(times(i), loss(i), i * 0.25, i);
        }

        return record;
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.Equal(expected.HasValue, actual.HasValue);
        Assert.Equal(expected ?? 0, actual ?? 0, 1e-9);
    }
}
