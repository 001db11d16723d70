using System.Collections.Concurrent;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Live;

public sealed class LiveRunnerTests
{
    private static readonly RunOptions s_options = new() { Scenario = "forage", Agents = 50, Seed = 9, Frames = 40, Workers = 1, ScoreFrames = LongForm.ScoreFrames };

    /// <summary>Pauses, steps, speeds and a restart don't change the bits of a run.</summary>
    [Fact]
    public void ALiveRunHasTheBitsOfAHeadlessRun()
    {
        RunReport report = new HeadlessRunner(s_options).Run();
        using Watcher watcher = new();
        using LiveRunner runner = new(s_options, watcher, s_options.Frames) { IsPaused = true, Speed = double.PositiveInfinity };
        runner.Start();
        for (int frame = 1; frame <= 3; frame++)
        {
            runner.Step();
            Assert.Equal(frame, watcher.WaitForRest().Frames);
        }

        runner.IsPaused = false;
        Assert.Equal(40, watcher.WaitForRest().Frames);
        Assert.Equal((report.StateHash, report.BrainHash), (watcher.StateHash, watcher.BrainHash));

        runner.Restart();
        Assert.Equal(40, watcher.WaitForRest().Frames);
        Assert.Equal((report.StateHash, report.BrainHash), (watcher.StateHash, watcher.BrainHash));
        Assert.Equal(2, watcher.Begun);

        runner.Restart(s_options with { Seed = 10 });
        watcher.WaitForRest();
        Assert.NotEqual(report.BrainHash, watcher.BrainHash);
        Assert.Null(runner.Failure);
    }

    /// <summary>A pause that comes too late for the newest frame to be reported as idle refreshes the observer once.</summary>
    [Fact]
    public void APauseAfterTheFrameIsReported()
    {
        using Watcher watcher = new();
        using LiveRunner runner = new(s_options, watcher) { Speed = 1e-3 };
        runner.Start();
        watcher.WaitForAdvance();
        Assert.False(runner.IsIdle);
        runner.IsPaused = true;
        Assert.Equal(1, watcher.WaitForRefresh());
        Assert.True(SpinWait.SpinUntil(() => runner.IsIdle, 10_000));
        runner.IsPaused = false;
        runner.IsPaused = true;
        Assert.True(SpinWait.SpinUntil(() => runner.IsIdle, 10_000));
        Assert.Equal(0, watcher.Refreshed);
    }

    /// <summary>A command is applied between two frames, also while the run is idle. A refused command is reported, and the run continues.</summary>
    [Fact]
    public void ChangesAreMadeInTheirOrderBetweenFrames()
    {
        using Watcher watcher = new();
        using LiveRunner runner = new(s_options, watcher, s_options.Frames) { IsPaused = true, Speed = double.PositiveInfinity };
        runner.Start();
        runner.Step();
        watcher.WaitForRest();
        runner.Post(new SetLearningRate { Value = 0.01 });
        runner.Post(new SetBatchSize { Value = 0 });
        runner.Post(new SetLearnSteps { Value = 2 });
        Assert.Equal("learning rate 0.01", watcher.WaitForChange());
        Assert.StartsWith("0 rows per minibatch: BatchSize: expected 1 to", watcher.WaitForChange());
        Assert.Equal("2 minibatches per frame", watcher.WaitForChange());
        Assert.Equal([new SetLearningRate { Value = 0.01, Frame = 1 }, new SetLearnSteps { Value = 2, Frame = 1 }], runner.Log.Commands);

        runner.IsPaused = false;
        Assert.Equal(40, watcher.WaitForRest().Frames);
        Assert.Null(runner.Failure);
    }

    /// <summary>Options out of range, and options in range that fail at the start, are refused. The previous run continues with its options.</summary>
    [Fact]
    public void AStartThatFailsKeepsThePreviousRun()
    {
        using Watcher watcher = new();
        using LiveRunner runner = new(s_options, watcher, s_options.Frames) { IsPaused = true, Speed = double.PositiveInfinity };
        runner.Start();
        watcher.WaitForBegin();
        RunOptions played = runner.Options;
        Assert.Contains("--workers: expected 1 to 256, received 0.", Assert.Throws<SettingException>(() => runner.Restart(s_options with { Workers = 0 })).Message);
        Assert.Same(played, runner.Options);
        runner.Restart(s_options with { Set = new() { ["hidden"] = string.Join(',', Enumerable.Repeat("1", 300)) } });
        Assert.StartsWith("not started: Hidden.Count: expected 0 to 256, received 300.", watcher.WaitForChange());
        Assert.Same(played, runner.Options);
        runner.IsPaused = false;
        Assert.Equal(40, watcher.WaitForRest().Frames);
        Assert.Null(runner.Failure);
    }

    /// <summary>The count of changes since the start shows whether the options alone describe the run. Interim changes of a drag and refused ones do not count.</summary>
    [Fact]
    public void ChangesAreCountedFromEachStart()
    {
        using Watcher watcher = new();
        using LiveRunner runner = new(s_options, watcher) { IsPaused = true };
        runner.Start();
        watcher.WaitForBegin();
        runner.Post(new SetDropout { Value = 0.1, Interim = true });
        runner.Post(new SetLearningRate { Value = 0.01 });
        runner.Post(new SetLearningRate { Value = -1 });
        Assert.Equal(["", "learning rate 0.01"], Enumerable.Range(0, 2).Select(_ => watcher.WaitForChange()));
        Assert.StartsWith("learning rate -1: LearningRate: expected 0 to", watcher.WaitForChange());
        Assert.Equal((1, 2), (runner.Changes, runner.Log.Commands.Count));
        runner.Restart();
        watcher.WaitForBegin();
        Assert.Equal((0, 0), (runner.Changes, runner.Log.Commands.Count));
    }

    /// <summary>Any exception is kept. An observer's write to a full disk used to end the process.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFailureIsKept(bool isOfTheDisk)
    {
        using Watcher watcher = new() { Failure = isOfTheDisk ? new IOException("watched badly") : new InvalidOperationException("watched badly") };
        using LiveRunner runner = new(s_options, watcher) { IsPaused = true };
        runner.Start();
        watcher.WaitForBegin();
        while (runner.Failure is null)
        {
            Thread.Yield();
        }

        Assert.Equal("watched badly", runner.Failure.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void ASpeedIsAboveZero(double speed)
    {
        using Watcher watcher = new();
        using LiveRunner runner = new(s_options, watcher);
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Speed = speed);
        Assert.Equal(1, runner.Speed);
    }

    private sealed class Watcher : ILiveObserver, IDisposable
    {
        private readonly SemaphoreSlim _rests = new(0);
        private readonly SemaphoreSlim _begins = new(0);
        private readonly SemaphoreSlim _advances = new(0);
        private readonly BlockingCollection<long> _refreshes = [];
        private readonly BlockingCollection<string> _changes = [];
        private LiveFigures _figures;

        internal Exception? Failure { get; init; }

        internal int Begun { get; private set; }

        internal string StateHash { get; private set; } = "";

        internal string BrainHash { get; private set; } = "";

        public void Begin(SimulationRun run, RunOptions options)
        {
            Begun++;
            _begins.Release();
            if (Failure is not null)
            {
                throw Failure;
            }
        }

        public void Advance(SimulationRun run, in LiveFigures figures, bool isIdle)
        {
            if (isIdle)
            {
                (_figures, StateHash, BrainHash) = (figures, run.StateHash(), run.BrainHash());
                _rests.Release();
            }

            _advances.Release();
        }

        public void Refresh(SimulationRun run) => _refreshes.Add(run.Frame.Number);

        public void Changed(SimulationRun run, string text) => _changes.Add(text);

        internal int Refreshed => _refreshes.Count;

        internal void WaitForAdvance() => _advances.Wait();

        internal long WaitForRefresh() => _refreshes.Take();

        internal string WaitForChange() => _changes.Take();

        internal LiveFigures WaitForRest()
        {
            _rests.Wait();
            return _figures;
        }

        internal void WaitForBegin() => _begins.Wait();

        public void Dispose()
        {
            _rests.Dispose();
            _begins.Dispose();
            _advances.Dispose();
            _refreshes.Dispose();
            _changes.Dispose();
        }
    }
}
