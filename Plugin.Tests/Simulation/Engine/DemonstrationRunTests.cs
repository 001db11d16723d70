using System.Text.Json;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>Runs that are recorded, and runs that learn from recordings.</summary>
public sealed class DemonstrationRunTests(ITestOutputHelper output)
{
    private const string Q = """{ "type": "dqn", "batch_size": 64, "replay_capacity": 20000, "learn_after": 500, "replay_ratio": 16, "gamma": 0.98, "target_every": 100, "exploration": { "initial": 1, "final": 0.05, "decisions": 4000 }, "optimizer": { "type": "adam", "learning_rate": 1e-3 } }""";

    private static readonly RunOptions s_cartPole = new()
    {
        Scenario = "cartpole", Agents = 8, Frames = 750, Workers = 1, Learner = RunOptions.Dqn, LearnSteps = 1000, LearnerOptions = JsonElement.Parse(Q),
    };

    [Fact]
    public void TheTeacherAtPlayIsRecordedWithItsRewardsAndEnds()
    {
        using TemporaryFolder folder = new();
        Demonstrations rows = RecordScript(folder["script"], 600);
        Assert.Equal((8 * 599, DemonstrationSource.Actions, 8), (rows.Count, rows.Source, Enumerable.Range(0, rows.Count).Select(rows.Trajectory).Distinct().Count()));
        NeuroAgents.Simulation.Scenarios.Control.CartPole task = new();
        float[] action = new float[1];
        int truncated = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            task.Act(0, rows.Observation(row), action);
            Assert.Equal(action, rows.Action(row).ToArray());
            Assert.Equal(1, rows.Reward(row));
            truncated += rows.End(row) == EpisodeEnd.Truncated ? 1 : 0;
        }

        Assert.Equal(8, truncated);
    }

    /// <summary>With the script's episodes in its replay, Q-learning solves the task within a number of decisions after which it is otherwise far from solving it.</summary>
    [Fact]
    public void DeepQLearningWithTheScriptsRecordingLearnsFasterThanWithout()
    {
        using TemporaryFolder folder = new();
        Demonstrations script = RecordScript(folder["script"], 1250);
        double with = 0, without = 0;
        ulong[] seeds = LongForm.IsOn ? [101, 102, 103, 104, 105, 106] : [101, 102];
        foreach (ulong seed in seeds)
        {
            with += Train(seed, script).ScoreTrained!.Value / seeds.Length;
            without += Train(seed, null).ScoreTrained!.Value / seeds.Length;
        }

        output.WriteLine($"with {with:F1}, without {without:F1}");
        Assert.True(with > 1.5 * without && with > 250, $"with {with}, without {without}");
    }

    [Theory]
    [InlineData("cartpole", "dqn")]
    [InlineData("forage", "imitation")]
    public void ATaughtRunGoesOnWithTheSameBitsWhenResumed(string scenario, string learner)
    {
        using TemporaryFolder folder = new();
        string file = folder["demonstrations"], saved = folder["run"];
        Run("--scenario", scenario, "--agents", "16", "--frames", "60", "--learner", learner == "dqn" ? "none" : learner, "--write-demonstrations", file);
        string[] run = ["--scenario", scenario, "--learner", learner, "--agents", "16", "--demonstrations", file];
        JsonElement straight = Run([.. run, "--frames", "80"]);
        Run([.. run, "--frames", "30", "--save", saved]);
        File.Delete(file);
        JsonElement resumed = Run("--resume", saved, "--frames", "50");
        Assert.Equal((Text(straight, "brain_hash"), Text(straight, "state_hash")), (Text(resumed, "brain_hash"), Text(resumed, "state_hash")));
        Assert.True(learner == "dqn" || straight.GetProperty("label_variance").GetDouble() == 0, "The teacher was asked.");
    }

    [Theory]
    [InlineData("--demonstrations: expected --learner imitation, dqn or sac, which learn from recordings, received ppo.", "--scenario", "cartpole", "--learner", "ppo", "--demonstrations", "FILE")]
    [InlineData("--demonstrations: expected a readable file, received \"missing\", which does not exist.", "--scenario", "cartpole", "--learner", "dqn", "--demonstrations", "missing")]
    [InlineData("FILE: observations: expected 6 as the brain has, received 4.", "--scenario", "acrobot", "--learner", "dqn", "--demonstrations", "FILE")]
    [InlineData("--demonstrations: expected a scenario with one kind of agents, received pursuit with 2.", "--scenario", "pursuit", "--demonstrations", "FILE")]
    [InlineData("--write-demonstrations: expected a scenario with one kind of agents, received pursuit with 2.", "--scenario", "pursuit", "--write-demonstrations", "OTHER")]
    [InlineData("--write-demonstrations: expected a file other than that of --demonstrations, received \"FILE\".", "--scenario", "cartpole", "--demonstrations", "FILE", "--write-demonstrations", "FILE")]
    [InlineData("--write-demonstrations: expected a file, received \"-\".", "--scenario", "cartpole", "--write-demonstrations", "-")]
    public void MisuseIsRefusedInOneLine(string error, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        RecordScript(folder["file"], 5);
        ProcessResult result = SimulationProcess.Run([.. arguments.Select(Path), "--frames", "5", "--agents", "10"]);
        Assert.Contains(Path(error), result.Error, StringComparison.Ordinal);
        Assert.Equal((2, 1), (result.ExitCode, result.Error.Count(each => each == '\n')));

        string Path(string text) => text.Replace("FILE", folder["file"], StringComparison.Ordinal).Replace("OTHER", folder["other"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forage", 10)]
    [InlineData("pursuit", 0)]
    [InlineData("cartpole", 0)]
    public void ALiveRunWritesAPersonsActionsAtItsEnd(string scenario, int expected)
    {
        using TemporaryFolder folder = new();
        string commands = folder.Write("commands", """
            {"frame":1,"command":"drive","kind":"foragers","agent":4294967299}
            {"frame":1,"command":"steer","turn":0.5,"thrust":-0.25}
            {"frame":11,"command":"release"}

            """);
        Events events = new();
        RunOptions options = new() { Scenario = scenario, Agents = 20, Workers = 1 };
        using (LiveRunner runner = new(options, events, lastFrame: 20, commands: expected > 0 ? RecordedCommands.Read(commands) : null)
        {
            Speed = double.PositiveInfinity, DemonstrationWriter = new DemonstrationWriter(folder["hands"]),
        })
        {
            runner.Start();
            Assert.True(SpinWait.SpinUntil(() => runner.IsIdle || runner.Failure is not null, 60_000));
            Assert.Null(runner.Failure);
        }

        Assert.Equal(expected > 0, File.Exists(folder["hands"]));
        Assert.Equal(expected == 0, events.Texts.Exists(text => text.EndsWith($"received {scenario}; nothing is recorded", StringComparison.Ordinal)));
        Assert.Equal(expected, expected > 0 ? Demonstrations.Load(folder["hands"]).Count : 0);
    }

    /// <summary>The recording of a person who drives an agent has that agent's decisions alone. A recording that begins again begins a new trajectory.</summary>
    [Fact]
    public void APersonsHandsAreRecordedAlone()
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = new(new RunOptions { Agents = 20, Workers = 1 }, Driver.Brain, isLabelled: true);
        DemonstrationWriter writer = new(folder["hands"]);
        for (int part = 0; part < 2; part++)
        {
            writer.Begin(run, DemonstrationSource.Hands, 1000);
            run.Frame.Run();
            run.Drive(run.Session.Roster.Handles[3]);
            for (int frame = 0; frame < 10; frame++)
            {
                run.Session.Feature<HumanDriver>()!.Hold(0.5f, -0.25f);
                run.Frame.Run();
            }

            run.Drive(null);
            run.Frame.Run();
            run.Frame.Run();
        }

        Assert.Contains("recorded  20 rows of a person's actions", writer.Write(), StringComparison.Ordinal);
        Assert.Null(writer.Write());
        Demonstrations rows = Demonstrations.Load(folder["hands"]);
        Assert.Equal((20, 2), (rows.Count, Enumerable.Range(0, 20).Select(rows.Trajectory).Distinct().Count()));
        Assert.All(Enumerable.Range(0, 20), row => Assert.Equal([0.5f, -0.25f], rows.Action(row).ToArray()));
    }

    /// <summary>An observer that collects the list of events.</summary>
    private sealed class Events : ILiveObserver
    {
        internal List<string> Texts { get; } = [];

        public void Begin(SimulationRun run, RunOptions options)
        {
        }

        public void Advance(SimulationRun run, in LiveFigures figures, bool isIdle)
        {
        }

        public void Changed(SimulationRun run, string text) => Texts.Add(text);

        public void Refresh(SimulationRun run)
        {
        }
    }

    private static Demonstrations RecordScript(string path, int frames)
    {
        RunOptions options = new() { Scenario = "cartpole", Agents = 8, Frames = frames, Workers = 1, Learner = RunOptions.None, Seed = 7, ScoreFrames = 1 };
        HeadlessRunner runner = new(options) { DemonstrationWriter = new DemonstrationWriter(path) };
        runner.Run(TestContext.Current.CancellationToken);
        Assert.StartsWith("recorded  ", runner.DemonstrationNote, StringComparison.Ordinal);
        return Demonstrations.Load(path);
    }

    private static RunReport Train(ulong seed, Demonstrations? demonstrations)
        => new HeadlessRunner(s_cartPole with { Seed = seed }) { Demonstrations = demonstrations }.Run(TestContext.Current.CancellationToken);

    private static JsonElement Run(params string[] arguments)
    {
        ProcessResult result = SimulationProcess.Run(["run", .. arguments, "--json", "-"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonElement.Parse(result.Output);
    }

    private static string? Text(JsonElement report, string key) => report.GetProperty(key).GetString();
}
