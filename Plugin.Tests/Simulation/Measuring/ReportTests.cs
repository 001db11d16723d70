using System.Text.Json;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Measuring;

public sealed class ReportTests
{
    internal static readonly string[] Keys =
    [
        "scenario", "agents", "frames", "seed", "learner", "workers", "learn_mode", "learn_budget_ms", "publish_delay", "set", "first_frame", "loss_first", "loss_last", "new_rows_loss_first",
        "new_rows_loss_last", "label_variance",
        "score_untrained", "score_trained", "score_teacher", "episodes", "return_mean", "return_last_100", "episode_length", "environment_steps", "entropy", "kl", "policy_loss", "value_loss",
        "explained_variance", "frame_ms", "phase_ms", "learn_ms", "noise_ms", "budget_overruns", "refused_rows", "rollbacks", "learn_steps", "samples_learned",
        "allocated_bytes", "gc_collections", "state_hash", "brain_hash", "learning_figures",
    ];

    [Fact]
    public void JsonHasExactlyTheseKeysInThisOrder()
    {
        RunOptions options = new() { Agents = 30, Frames = 20, Seed = 18_446_744_073_709_551_615, Workers = 1 };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(ReportJson.Serialize(report));
        JsonElement root = json.RootElement;
        Assert.Equal(Keys, Names(root));
        Assert.Equal(["p50", "p99", "p999", "max"], Names(root.GetProperty("frame_ms")));
        Assert.Equal(["sense", "decide", "act", "learn"], Names(root.GetProperty("phase_ms")));
        Assert.Equal(("forage", 30, 20), (root.GetProperty("scenario").GetString(), root.GetProperty("agents").GetInt32(), root.GetProperty("frames").GetInt32()));
        Assert.Equal(ulong.MaxValue, root.GetProperty("seed").GetUInt64());
        Assert.Equal(("imitation", 1), (root.GetProperty("learner").GetString(), root.GetProperty("workers").GetInt32()));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("frame_ms").GetProperty("p999").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("allocated_bytes").ValueKind);
        Assert.Matches("^[0-9a-f]{16}$", root.GetProperty("state_hash").GetString());
        Assert.Matches("^[0-9a-f]{16}$", root.GetProperty("brain_hash").GetString());
    }

    [Fact]
    public void AnInterruptedRunReportsItsFramesWithoutScores()
    {
        using CancellationTokenSource source = new();
        Interrupter observer = new(source);
        RunOptions options = new() { Agents = 20, Frames = 1_000_000, Workers = 1 };
        HeadlessRunner runner = new(options, observer);
        RunReport report = runner.Run(source.Token);
        Assert.Equal(observer.Frame, report.Frames);
        Assert.InRange(report.Frames, 1, 999_999);
        Assert.Equal(report.Frames, runner.Record.Count);
        Assert.Equal((null, null, null), (report.ScoreUntrained, report.ScoreTrained, report.ScoreTeacher));
        Assert.True(report.FrameMs.Max > 0);

        // The interrupted run has the hashes of a run of this number of frames.
        Assert.Equal(
            Determinism.RunHashTests.Hashes(options, (int)report.Frames), (report.StateHash, report.BrainHash));
    }

    [Fact]
    public void ARunThatIsInterruptedAtOnceReportsNothing()
    {
        RunReport report = new HeadlessRunner(new RunOptions { Agents = 20, Workers = 1 }).Run(new CancellationToken(canceled: true));
        Assert.Equal(0, report.Frames);
        Assert.Equal((null, null, null), (report.LossFirst, report.LabelVariance, report.ScoreTeacher));
        Assert.Equal(new FrameStatistics(0, 0, null, 0), report.FrameMs);
    }

    [Theory]
    [InlineData(1, 3600)]
    [InlineData(694, 1801)]
    [InlineData(1000, 1250)]
    [InlineData(4096, 305)]
    [InlineData(1_000_000, 300)]
    public void ScoresOfMoreAgentsTakeFewerFrames(int agents, int frames) => Assert.Equal(frames, Evaluation.FramesFor(agents));

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private sealed class Interrupter(CancellationTokenSource source) : IRunObserver
    {
        internal long Frame { get; private set; }

        public void Advance(in RunProgress progress)
        {
            Frame = progress.Frame;
            source.Cancel();
        }

        public void StartScoring(string what)
        {
        }
    }
}
