using NeuroAgents.Overlay.Histories;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Support;
using NeuroAgents.Viewer.Snapshots;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Snapshots;

public sealed class LiveDataTests
{
    /// <summary>The means of the points weigh every frame equally in a run of any length.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(70_000)]
    public void ACurveKeepsTheMeanInAFixedNumberOfPoints(int frames)
    {
        Curve curve = new();
        for (int frame = 1; frame <= frames; frame++)
        {
            curve.Add(frame, frame);
            curve.Add(frame, double.NaN);
        }

        Assert.InRange(curve.Count, Math.Min(frames, 512), 1024);
        int covered = curve.Count * curve.FramesPerPoint;
        Assert.InRange(covered, frames - curve.FramesPerPoint + 1, frames);
        Assert.Equal((covered + 1) / 2.0, curve.Values.ToArray().Average(), 1e-6);
        Assert.Equal(covered, curve.Frames[^1]);
    }

    /// <summary>The points of a long run's curve are means, but the number shown is the newest measurement, as in the report.</summary>
    [Fact]
    public void TheNewestHeldOutLossIsNotAveraged()
    {
        RunHistory history = new(), copy = new();
        for (int frame = 1; frame <= 30_005; frame++)
        {
            history.Add(new LiveFigures(frame, default, 0.5f, 0, frame % 10 == 0 ? 1.0 / frame : double.NaN, float.NaN, 0, default, 0, 0));
        }

        copy.CopyFrom(history);
        Assert.Equal(4, copy.Losses.HeldOut.FramesPerPoint);
        Assert.Equal(1.0 / 30_000, copy.Losses.NewestHeldOut);
        history.Begin(kinds: 1, isResumed: false);
        Assert.True(double.IsNaN(history.Losses.NewestHeldOut));
    }

    /// <summary>A resumed run did not play its first frames, so it has no mean of them. A headless run has none either.</summary>
    [Fact]
    public void AResumedRunHasNoFirstLoss()
    {
        RunHistory history = new(), copy = new();
        history.Begin(kinds: 1, isResumed: true);
        history.Add(new LiveFigures(301, default, 0.5f, 0, double.NaN, 0.25f, 0, default, 0, 0));
        copy.CopyFrom(history);
        Assert.Equal((double.NaN, 0.5), (copy.Losses.Window.First, copy.Losses.Window.Last));
        Assert.Equal((double.NaN, 0.25), (copy.Losses.NewRowsWindow.First, copy.Losses.NewRowsWindow.Last));
        history.Begin(kinds: 1, isResumed: false);
        history.Add(new LiveFigures(1, default, 0.5f, 0, double.NaN, 0.25f, 0, default, 0, 0));
        Assert.Equal(0.5, history.Losses.Window.First);
    }

    /// <summary>Snapshots cost the run's thread no allocation, even when the network panel is shown.</summary>
    [Theory]
    [InlineData("forage")]
    [InlineData("separate")]
    [InlineData("pursuit")]
    public void SnapshotsDoNotAllocateOnceTheyHaveGrown(string scenario)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 60, Seed = 1, Workers = 1, Set = new() { ["hidden"] = "16,8" } };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        LiveWatch watch = new() { Request = new ViewRequest(SelectedNumber: 3, Network: true) };
        watch.Begin(run, options);
        void Play()
        {
            run.Frame.Run();
            watch.Advance(run, new LiveFigures(run.Frame.Number, default, 0.5f, 0, 0.5, 0.5f, 0, default, 0, 0), isIdle: true);
            Assert.True(watch.Exchange.TryAcquire());
        }

        for (int frame = 0; frame < 600; frame++)
        {
            Play();
        }

        AllocationProbe.AssertNone(Play);
        KindSnapshot kind = watch.Exchange.Reading.Kinds[0];
        Assert.True(kind.Brain.UnitStates.Count > 24 && kind.Brain.Gradients.Count > 0 && kind.Brain.Updates.Count > 0);
        Assert.Equal(kind.Brain.UnitStates.Count, watch.Exchange.Reading.Selected.Activations.Count);
    }

    [Fact]
    public void TheNewestSnapshotIsAcquiredOnceAndNeverWrittenWhileRead()
    {
        SnapshotExchange exchange = new();
        Assert.False(exchange.TryAcquire());
        for (int frame = 1; frame <= 3; frame++)
        {
            exchange.Writing.Frame = frame;
            exchange.Publish();
        }

        Assert.True(exchange.TryAcquire());
        Assert.Equal(3, exchange.Reading.Frame);
        Assert.False(exchange.TryAcquire());
        for (int frame = 4; frame <= 9; frame++)
        {
            Assert.NotSame(exchange.Reading, exchange.Writing);
            exchange.Writing.Frame = frame;
            exchange.Publish();
            Assert.Equal(3, exchange.Reading.Frame);
        }

        Assert.True(exchange.TryAcquire());
        Assert.Equal(9, exchange.Reading.Frame);
    }

    [Fact]
    public void FrameTimesAreAveragedOverTheKeptFrames()
    {
        FrameHistory history = new();
        for (int i = 1; i <= FrameHistory.Length + 10; i++)
        {
            history.Add(new FrameTimes(i, 1, i == 5 ? 1000 : 2, 0), i == 100 ? 500 : i);
        }

        Assert.Equal(FrameHistory.Length, history.Kept);
        Assert.Equal(11, history[0].Sense);
        Assert.Equal(250, history.Newest.Sense);
        Assert.Equal(2, history.Max.Act);
        Assert.Equal(250, history.NewestBytes);
        Assert.Equal(500, history.MaxBytes);
        Assert.Equal((11 + 250) / 2.0, history.Mean.Sense, 1e-9);
    }

    [Fact]
    public void EventsOfOneKindAreCountedTogether()
    {
        EventLog log = new();
        log.Add(1, "a");
        log.Add(2, "b");
        log.Add(3, "b");
        List<LoggedEvent> events = [];
        log.CopyTo(events);
        Assert.Equal([new LoggedEvent(1, "a", 1), new LoggedEvent(3, "b", 2) { First = 2 }], events);
    }
}
