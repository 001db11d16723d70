using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Interchange.TensorBoard;

public sealed class EventFileTests
{
    [Fact]
    public void ChecksumsAreThoseOfTheFormat()
    {
        // The check value of CRC-32C in its catalogues.
        Assert.Equal(0xE3069283u, EventReader.Crc32C("123456789"u8));
        for (int length = 0; length < 40; length++)
        {
            byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37 + 5))];
            Assert.Equal(EventReader.Masked(data), Checksum.Of(data));
        }
    }

    [Fact]
    public void WrittenEventsCanBeReadAtOnce()
    {
        using TemporaryFolder folder = new();
        using EventFile file = new(folder["a/b"], new StoppedClock());
        Event first = Assert.Single(EventReader.Read(folder["a/b"]));
        Assert.Equal(("brain.Event:2", 1234567.5, 0), (first.FileVersion, first.WallTime, first.Step));
        for (int step = 1; step < 5; step++)
        {
            file.Write(step, new Summary { Value = { new Summary.Types.Value { Tag = "a", SimpleValue = step / 4f } } });
            List<Event> events = EventReader.Read(folder["a/b"]);
            Assert.Equal((step + 1, step), (events.Count, events[^1].Step));
            Assert.Equal(step / 4f, Assert.Single(events[^1].Summary.Value).SimpleValue);
        }

        Assert.StartsWith("events.out.tfevents.0001234567.", Path.GetFileName(Assert.Single(Directory.GetFiles(folder["a/b"]))));
    }

    /// <summary>A resumed run writes a session start, which makes TensorBoard drop the run's earlier events after that frame.</summary>
    [Fact]
    public void OneFolderHasOneRunWhichMayContinue()
    {
        using TemporaryFolder folder = new();
        folder.Write("events.out.tfevents.1.elsewhere.1", "");
        Assert.Throws<InvalidOperationException>(() => new EventFile(folder.Path, new StoppedClock()));
        Assert.Single(Directory.GetFiles(folder.Path));
        using EventFile file = new(folder.Path, new StoppedClock(), firstFrame: 300);
        File.Delete(folder["events.out.tfevents.1.elsewhere.1"]);
        List<Event> events = EventReader.Read(folder.Path);
        Assert.Equal((2, 300, SessionLog.Types.SessionStatus.Start), (events.Count, events[1].Step, events[1].SessionLog.Status));
    }

    [Fact]
    public void AHistogramCountsEveryFiniteValueOnce()
    {
        Matrix values = Matrices.Normal(37, 53, 3);
        HistogramProto histogram = Histogram.Of(values.View)!;
        double[] all = [.. Matrices.ToDouble(values.View).Cast<double>()];
        Assert.Equal((all.Min(), all.Max(), all.Length), (histogram.Min, histogram.Max, histogram.Num));
        Assert.Equal(all.Sum(), histogram.Sum, 1e-9);
        Assert.Equal(all.Sum(value => value * value), histogram.SumSquares, 1e-9);
        Assert.Equal((30, 30, all.Max()), (histogram.Bucket.Count, histogram.BucketLimit.Count, histogram.BucketLimit[^1]));
        double left = double.NegativeInfinity;
        for (int i = 0; i < 30; i++)
        {
            // A value on a limit may be counted on either side of it.
            double right = i == 29 ? double.PositiveInfinity : histogram.BucketLimit[i], slack = 1e-9;
            Assert.InRange(
                histogram.Bucket[i],
                all.Count(value => value > left + slack && value < right - slack),
                all.Count(value => value > left - slack && value < right + slack));
            left = right;
        }

        Assert.Equal(all.Length, histogram.Bucket.Sum());
    }

    [Fact]
    public void EqualValuesAndValuesThatAreNotFiniteHaveTheirPlace()
    {
        Matrix values = Matrices.Of(new double[,] { { 2, double.NaN, 2 }, { double.PositiveInfinity, 2, 2 } });
        HistogramProto histogram = Histogram.Of(values.View)!;
        Assert.Equal((2, 2, 4, 8, 16), (histogram.Min, histogram.Max, histogram.Num, histogram.Sum, histogram.SumSquares));
        Assert.Equal((4, 2), (Assert.Single(histogram.Bucket), Assert.Single(histogram.BucketLimit)));
        Assert.Null(Histogram.Of(Matrices.Of(new double[,] { { double.NaN } }).View));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_234_567_500);
    }
}
