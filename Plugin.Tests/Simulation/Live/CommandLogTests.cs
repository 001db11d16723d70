using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Live;

/// <summary>Logging and replay of a live run's commands.</summary>
public sealed class CommandLogTests
{
    private const int Frames = 300;
    private static readonly RunOptions s_forage = new() { Agents = 60, Seed = 9, Frames = Frames, Workers = 1, ScoreFrames = 60, Set = new() { ["batch"] = "64" } };

    /// <summary>Commands of all kinds at different frames. Their replay has the same bits, without a window and with one.</summary>
    [Theory]
    [InlineData(LearnMode.Inline, 1)]
    [InlineData(LearnMode.Lockstep, 1)]
    [InlineData(LearnMode.Lockstep, 3)]
    public void ALogPlayedAgainHasTheBitsOfTheLiveRun(LearnMode mode, int delay)
    {
        using TemporaryFolder folder = new();
        RunOptions options = s_forage with { LearnMode = mode, PublishDelay = delay };
        using (SimulationRun trained = new(options with { Seed = 5 }, Driver.Brain, isLabelled: true))
        {
            trained.Session.Brain.Save(folder["trained.brain"]);
        }

        (string state, string brain) = PlayLive(options, folder);
        RecordedCommands recorded = RecordedCommands.Read(folder["live.jsonl"]);
        Assert.Equal(Script(folder).Sum(at => at.Commands.Length), recorded.Commands.Count);

        HeadlessRunner headless = new(options) { Commands = recorded };
        RunReport report = headless.Run();
        Assert.Equal((state, brain, 0), (report.StateHash, report.BrainHash, headless.CommandsLeft));
        RunReport without = new HeadlessRunner(options).Run();
        Assert.NotEqual(state, without.StateHash);
        Assert.NotEqual(brain, without.BrainHash);

        // The viewer's runner replays them too, also after a restart, and logs the commands that it replays.
        using CommandLog log = new(folder["again.jsonl"]);
        using Rest rest = new();
        using LiveRunner again = new(options, rest, Frames, commands: recorded, log: log) { Speed = double.PositiveInfinity };
        again.Start();
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal((state, brain), rest.Wait());
            Assert.Equal(File.ReadAllText(folder["live.jsonl"]), File.ReadAllText(folder["again.jsonl"]));
            Assert.Equal(0, again.Changes);
            again.Restart();
        }

        again.Dispose();
        Assert.Null(again.Failure);
    }

    /// <summary>The commands of a resumed run have its frame numbers, which continue those of the saved run.</summary>
    [Fact]
    public void ACommandBeforeAResumedRunIsRefused()
    {
        using TemporaryFolder folder = new();
        using (SimulationRun run = new(s_forage, Driver.Brain, isLabelled: true))
        {
            for (int i = 0; i < 20; i++)
            {
                run.Frame.Run();
            }

            SavedRun.Save(run, s_forage, folder["a.run"]);
        }

        folder.Write("early.jsonl", """{"frame":19,"command":"learn_steps","value":2}""");
        SavedRun saved = SavedRun.Load(folder["a.run"]);
        HeadlessRunner runner = new(s_forage with { Frames = 5 }) { Resumed = saved, Commands = RecordedCommands.Read(folder["early.jsonl"]) };
        SettingException error = Assert.Throws<SettingException>(() => runner.Run());
        Assert.Equal($"\"{folder["early.jsonl"]}\" line 1: frame: expected 20 or more, because the run starts there, received 19.", error.Message);
    }

    [Theory]
    [InlineData("flock", """{"frame":2,"command":"place","thing":"food","x":1,"y":1}""", "scenario: expected one with food and hazards, received flock.")]
    [InlineData("separate", """{"frame":2,"command":"steer","turn":1,"thrust":1}""", "scenario: expected one in which a person can drive an agent, received separate.")]
    [InlineData("forage", """{"frame":2,"command":"learning_rate","value":-1}""", "LearningRate: expected 0 to")]
    [InlineData("forage", """{"frame":2,"command":"steer","turn":2,"thrust":1}""", "turn: expected −1 to 1, received 2.")]
    [InlineData("forage", """{"frame":2,"command":"drive","kind":"wolves","agent":1}""", "brain: expected one of foragers, received \"wolves\".")]
    [InlineData("forage", """{"frame":2,"command":"drive","kind":"foragers","agent":1}""", "agent: expected a living agent, received 1.")]
    [InlineData("forage", """{"frame":2,"command":"weight","brain":"foragers","tensor":"policy/dense_9/weights","row":0,"column":0,"value":1}""", "tensor: expected one of policy/dense_0/weights,")]
    [InlineData("forage", """{"frame":2,"command":"open","file":"no such file"}""", "")]
    public void ACommandThatCannotBeAppliedNamesItsLine(string scenario, string line, string expected)
    {
        using TemporaryFolder folder = new();

        // Missing features of the scenario and its brains are found before the first frame.
        line = line.Replace("\"frame\":2", scenario != "forage" || line.Contains("wolves") || line.Contains("dense_9") ? "\"frame\":99" : "\"frame\":2", StringComparison.Ordinal);
        folder.Write("bad.jsonl", $"{{\"frame\":0,\"command\":\"learn_steps\",\"value\":2}}\n\n{line}\n");
        HeadlessRunner runner = new(s_forage with { Scenario = scenario, Frames = 5, Set = [] }) { Commands = RecordedCommands.Read(folder["bad.jsonl"]) };
        string message = Assert.Throws<SettingException>(() => runner.Run()).Message;
        Assert.StartsWith($"\"{folder["bad.jsonl"]}\" line 3: {expected}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("Actual value", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"frame":5,"command":"learning_rate","value":0.1}""", null)]
    [InlineData("""{"frame":4,"command":"learning_rate","value":0.1}""", "frame: expected 5 or more, because frames ascend, received 4.")]
    [InlineData("""{"command":"learning_rate","value":0.1}""", "frame: expected 5 or more, because frames ascend, received none.")]
    [InlineData("""{"frame":6,"command":"learning_rat","value":0.1}""", "command: expected one of \"learning_rate\", ")]
    [InlineData("""{"frame":6,"value":0.1}""", "top level: expected the key \"command\" with one of")]
    [InlineData("""{"frame":6,"command":"learning_rate"}""", "top level: expected the key \"value\", received an object without it.")]
    [InlineData("""{"frame":6,"command":"learning_rate","value":"fast"}""", "value: expected a number within ±1.8e308, received the string \"fast\".")]
    [InlineData("""{"frame":6,"command":"learning_rate","value":0.1,"speed":2}""", "top level: expected the keys command, value, frame, interim, received the unknown key \"speed\".")]
    [InlineData("""{"frame":6,"command":"place","thing":"gold","x":1,"y":1}""", "thing: expected one of \"food\", \"hazard\", received the string \"gold\".")]
    [InlineData("""learning_rate 0.1""", "line 1, byte 1: expected JSON")]
    public void ABadLineIsRefusedWithItsNumber(string line, string? expected)
    {
        using TemporaryFolder folder = new();
        folder.Write("log.jsonl", $"{{\"frame\":5,\"command\":\"release\"}}\n{line}\n");
        if (expected is null)
        {
            Assert.Equal(2, RecordedCommands.Read(folder["log.jsonl"]).Commands.Count);
            return;
        }

        string message = Assert.Throws<OptionsFormatException>(() => RecordedCommands.Read(folder["log.jsonl"])).Message;
        Assert.StartsWith($"\"{folder["log.jsonl"]}\" line 2: {expected}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>Each kind of command is read as it was written, floats bit for bit.</summary>
    [Fact]
    public void EveryCommandIsReadAsItWasWritten()
    {
        using TemporaryFolder folder = new();
        using CommandLog log = new(folder["log.jsonl"]);
        LiveCommand[] commands =
        [
            .. Script(folder).SelectMany(at => at.Commands), new SetLearnBudget { Value = 1.5 }, new SaveBrains { Folder = "brains" }, new SetDropout { Value = 1 / 3.0, Interim = true },
            new SteerAgent { Turn = -1 / 3f, Thrust = 0.1f }, new DriveAgent { Kind = "foragers", Agent = ulong.MaxValue },
        ];
        foreach (LiveCommand command in commands)
        {
            log.Add(command with { Text = "as the person reads it" }, 7);
        }

        Type[] kinds = [.. typeof(LiveCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LiveCommand)) && !type.IsAbstract)];
        Assert.Empty(kinds.Except(commands.Select(command => command.GetType())));
        Assert.Equal(commands.Select(command => command with { Frame = 7 }), RecordedCommands.Read(folder["log.jsonl"]).Commands);
    }

    /// <summary>A waiting interim command of a drag is replaced by the next one, but not by that of another weight.</summary>
    [Fact]
    public void ADragKeepsOneCommandWaiting()
    {
        using Rest rest = new();
        using LiveRunner runner = new(s_forage, rest) { IsPaused = true };
        SetWeight weight = new() { Brain = "foragers", Tensor = "policy/dense_0/weights", Row = 1, Column = 2, Value = 0, Interim = true };
        for (int i = 0; i < 5; i++)
        {
            runner.Post(weight with { Value = i });
        }

        runner.Post(weight with { Column = 3 });
        runner.Post(weight with { Column = 3, Value = 8, Interim = false });
        runner.Start();
        using ManualResetEventSlim isDone = new();
        runner.Inspect(_ => isDone.Set());
        isDone.Wait();
        Assert.Equal([weight with { Value = 4, Frame = 0 }, weight with { Column = 3, Value = 8, Interim = false, Frame = 0 }], runner.Log.Commands);
    }

    private static (string State, string Brain) PlayLive(RunOptions options, TemporaryFolder folder)
    {
        using CommandLog log = new(folder["live.jsonl"]);
        using Rest rest = new();
        using LiveRunner live = new(options, rest, Frames, log: log) { Speed = double.PositiveInfinity, HoldAt = 0 };
        live.Start();
        foreach ((long frame, LiveCommand[] commands) in Script(folder))
        {
            live.HoldAt = frame;
            Rest.WaitForFrame(live, frame);
            Array.ForEach(commands, live.Post);
        }

        live.HoldAt = null;
        (string, string) hashes = rest.Wait();
        Assert.Null(live.Failure);
        return hashes;
    }

    private static (long Frame, LiveCommand[] Commands)[] Script(TemporaryFolder folder)
    {
        SetWeight weight = new() { Brain = "foragers", Tensor = "policy/dense_0/weights", Row = 3, Column = 5, Value = 0.25f };
        return
        [
            (0, [new SetLearningRate { Value = 0.002 }, new PlaceThing { Thing = PlacedThing.Food, X = 3.25f, Y = 4.1f }]),
            (10, [new DriveAgent { Kind = "foragers", Agent = (1ul << 32) | 3 }, new SteerAgent { Turn = 1, Thrust = 1 }]),
            (35, [new SteerAgent { Turn = -0.5f, Thrust = 0.75f }]),
            (60, [new ReleaseAgent(), new SetBatchSize { Value = 48 }, new PlaceThing { Thing = PlacedThing.Hazard, X = 5, Y = 6 }]),
            (90, [weight, weight with { Row = 4, Value = 1 / 3f, Interim = true }, new SetDropout { Value = 0.1 }]),
            (120, [new RemoveThing { X = 5, Y = 6, Reach = 4 }, new ResetOptimizer(), new SetLearnSteps { Value = 3 }]),
            (150, [new SetLearning { Value = false }]),
            (160, [new SetLearning { Value = true }, new ReinitializeWeights { Seed = 77 }]),
            (200, [new OpenFile { File = folder["trained.brain"] }]),
            (250, [new SetDropout { Value = 0 }, new SetLearningRate { Value = 0.01 }]),
        ];
    }

    /// <summary>An observer that waits until a live run has played its last frame, and keeps its hashes.</summary>
    private sealed class Rest : ILiveObserver, IDisposable
    {
        private readonly SemaphoreSlim _ends = new(0);
        private (string State, string Brain) _hashes;

        public void Begin(SimulationRun run, RunOptions options)
        {
        }

        public void Advance(SimulationRun run, in LiveFigures figures, bool isIdle)
        {
            if (run.Frame.Number == Frames)
            {
                run.Plugin.FinishLearning();
                _hashes = (run.StateHash(), run.BrainHash());
                _ends.Release();
            }
        }

        public void Refresh(SimulationRun run)
        {
        }

        public void Changed(SimulationRun run, string text)
        {
        }

        internal (string State, string Brain) Wait()
        {
            _ends.Wait();
            return _hashes;
        }

        internal static void WaitForFrame(LiveRunner runner, long frame)
        {
            long now = -1;
            while (now != frame)
            {
                using ManualResetEventSlim isDone = new();
                runner.Inspect(run =>
                {
                    now = run.Frame.Number;
                    isDone.Set();
                });
                isDone.Wait();
            }
        }

        public void Dispose() => _ends.Dispose();
    }
}
