using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Interchange.TensorBoard;

public sealed class RunEventsTests
{
    private static readonly RunOptions s_options = new() { Agents = 12, Frames = 630, Seed = 5, Workers = 1, Set = { ["batch"] = "1000" } };

    [Fact]
    public void TheFileHoldsWhatTheRunRecorded()
    {
        using TemporaryFolder folder = new();
        Witness witness;
        RunRecord record;
        using (EventFile file = new(folder.Path, TimeProvider.System))
        {
            witness = new Witness(new RunEvents(file, _ => { }));
            HeadlessRunner runner = new(s_options, recorder: witness);
            runner.Run();
            record = runner.Record;
        }

        List<Event> events = EventReader.Read(folder.Path)[1..];
        Assert.Equal([.. Enumerable.Range(1, 10).Select(second => second * 60L), 630], events.Select(each => each.Step));
        for (int i = 0; i < events.Count; i++)
        {
            int start = i * 60, count = (int)events[i].Step - start;
            Assert.Equal((float)record.Scores[start + count - 1], Scalar(events[i], "Environment/Cumulative Reward"));
            Assert.Equal(record.LabelVariances.Slice(start, count).ToArray().Average(), Scalar(events[i], "Environment/Label Variance")!.Value, 1e-6);
            FrameTimes[] times = record.Times.Slice(start, count).ToArray();
            Assert.Equal((float)times.Average(each => each.Total), Scalar(events[i], "Frame/Milliseconds")!.Value, 1e-4);
            Assert.Equal((float)times.Average(each => each.Learn), Scalar(events[i], "Frame/Learn Milliseconds")!.Value, 1e-4);
            Assert.Equal(0.001f, Scalar(events[i], "Policy/Learning Rate")!.Value);
        }

        // 12 rows a frame, minibatches of 1,000: nothing is learned in the first second.
        Assert.Null(Scalar(events[0], "Losses/Pretraining Loss"));
        Assert.All(events, each => Assert.Null(Scalar(each, "Losses/Held-Out Loss")));
        float[] losses = [.. record.Losses.Slice(60, 60).ToArray().Where(loss => !float.IsNaN(loss))];
        Assert.InRange(losses.Length, 1, 59);
        Assert.Equal(losses.Average(), Scalar(events[1], "Losses/Pretraining Loss")!.Value, 1e-6);
        AssertHistograms(events, witness.Parameters!);
    }

    [Fact]
    public void HeldOutLossesAreWrittenWithTrainingLosses()
    {
        using TemporaryFolder folder = new();
        using EventFile file = new(folder.Path, TimeProvider.System);
        HeadlessRunner runner = new(new RunOptions { Scenario = "separate", Agents = 50, Frames = 120, Workers = 1 }, recorder: new RunEvents(file, _ => { }));
        runner.Run();
        List<Event> events = EventReader.Read(folder.Path)[1..];
        Assert.Equal(2, events.Count);
        foreach ((Event each, int start) in events.Zip((int[])[0, 60]))
        {
            float[] losses = [.. runner.Record.HeldOutLosses.Slice(start, 60).ToArray().Where(loss => !float.IsNaN(loss))];
            Assert.Equal(losses.Average(), Scalar(each, "Losses/Held-Out Loss")!.Value, 1e-5);
        }
    }

    /// <summary>If the disk becomes full, the error is reported once, the file ends with a whole event, and the run has the bits of a run without events.</summary>
    [Fact]
    public void AFullDiskEndsTheEventsAndNotTheRun()
    {
        using SmallDisk disk = new(2000);
        List<string> told = [];
        using EventFile file = new(disk, TimeProvider.System);
        RunEvents events = new(file, told.Add);
        RunReport report = new HeadlessRunner(s_options, recorder: events).Run(TestContext.Current.CancellationToken);
        Assert.Equal(s_options.Frames, report.Frames);
        Assert.Equal(new HeadlessRunner(s_options).Run(TestContext.Current.CancellationToken).BrainHash, report.BrainHash);
        Assert.Equal($"note: {events.Failure}; the run continues without events", Assert.Single(told));
        Assert.StartsWith("--tensorboard: the events of frame ", events.Failure, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["events.out.tfevents.1"], disk.ToArray());
        Assert.InRange(EventReader.Read(folder.Path).Count, 2, 11);
    }

    private static void AssertHistograms(List<Event> events, ParameterBuffer parameters)
    {
        Assert.All(events, each => Assert.Equal(each.Step == 600, each.Summary.Value.Any(value => value.Histo is not null)));
        Dictionary<string, HistogramProto> histograms = events.Single(each => each.Step == 600).Summary.Value
            .Where(value => value.Histo is not null).ToDictionary(value => value.Tag, value => value.Histo);
        Assert.Equal(parameters.Layout.Segments.Select(segment => segment.Name), histograms.Keys);
        Assert.Contains("policy/dense_0/weights", histograms.Keys);
        foreach (ParameterSegment segment in parameters.Layout.Segments)
        {
            double[] values = Workbench.Dense(parameters, segment);
            HistogramProto histogram = histograms[segment.Name];
            Assert.Equal((values.Length, values.Min(), values.Max()), (histogram.Num, histogram.Min, histogram.Max));
            Assert.Equal(values.Sum(), histogram.Sum, 1e-6);
        }
    }

    private static float? Scalar(Event from, string tag) => from.Summary.Value.SingleOrDefault(value => value.Tag == tag)?.SimpleValue;

    /// <summary>A stream that writes only as many bytes as it has room for, like a full disk.</summary>
    private sealed class SmallDisk(int capacity) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int room = (int)Math.Min(buffer.Length, capacity - Position);
            base.Write(buffer[..room]);
            if (room < buffer.Length)
            {
                throw new IOException("No space left on device.");
            }
        }
    }

    /// <summary>A recorder that keeps the parameters at the time when the histograms were written.</summary>
    private sealed class Witness(RunEvents events) : IRunRecorder
    {
        internal ParameterBuffer? Parameters { get; private set; }

        public int Interval => events.Interval;

        public void Record(RunRecord record, IReadOnlyList<Brain> brains)
        {
            events.Record(record, brains);
            if (record.Count == 600)
            {
                Parameters = new ParameterBuffer(brains[0].Parameters.Layout);
                brains[0].Parameters.Values.CopyTo(Parameters.Values);
            }
        }
    }
}
