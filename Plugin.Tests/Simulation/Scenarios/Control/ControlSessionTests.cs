using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Control;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>Control tasks in a world: episodes, ends, scores and teaching.</summary>
public sealed class ControlSessionTests
{
    private static readonly RunOptions s_options = new() { Agents = 60, Seed = 3, Workers = 2 };

    [Theory]
    [InlineData("cartpole", 500)]
    [InlineData("mountain-car-continuous", 94.3)]
    [InlineData("basic", 0.93)]
    [InlineData("simple", 1.02)]
    public void TheTeacherPlaysAsItsScriptDoes(string scenario, double expected)
    {
        using SimulationRun run = new(s_options with { Scenario = scenario }, Driver.Teacher, isLabelled: false);
        run.Play(999);
        Assert.Equal(expected, run.Session.Brain.Statistics.Episodes.NewestReturn, 0.3);
        Assert.True(run.Session.Brain.Statistics.Episodes.Count >= 60);
    }

    /// <summary>The time limit is not part of the task, so it truncates episodes and does not terminate them: further rewards would have followed.</summary>
    [Theory]
    [InlineData("pendulum", 200)]
    [InlineData("mountain-car", 200)]
    [InlineData("basic", 100)]
    public void ATimeLimitTruncates(string scenario, int limit)
    {
        using SimulationRun run = Start(scenario, [("hidden", "0")]);
        run.Play(limit - 1);
        Assert.Equal(0, run.Session.Brain.Statistics.Episodes.Count);
        ControlState[] before = States(run);
        run.Play(1);
        IControlTask task = ControlTask(run);
        StepSystem steps = Session(run).Steps;
        for (int row = 0; row < 60; row++)
        {
            Assert.Equal(EpisodeEnd.Truncated, steps.Ends[row]);

            // The final observation is that of the old episode's last state.
            Span<float> state = ControlState.Values(before.AsSpan(row, 1))[..task.StateWidth];
            task.Step(state, run.Session.Brain.Decisions.Action(row), out float reward, out _);
            float[] expected = new float[run.Session.Brain.Observations.Width];
            task.Observe(state, expected);
            Assert.Equal(expected, steps.FinalObservation(row));
            Assert.Equal(reward, steps.Rewards[row]);
        }

        Assert.Equal((60, limit), (run.Session.Brain.Statistics.Episodes.Count, run.Session.Brain.Statistics.Episodes.NewestLength));
        Assert.All(Episodes(run), episode => Assert.Equal(new ControlEpisode(1, 0, 0), episode));
    }

    [Fact]
    public void FallenPolesTerminateAndStandAgain()
    {
        using SimulationRun run = Start("cartpole");
        int ends = 0;
        for (int frame = 0; frame < 200; frame++)
        {
            run.Play(1);
            ControlState[] states = States(run);
            for (int row = 0; row < 60; row++)
            {
                EpisodeEnd? end = Session(run).Steps.Ends[row];
                Assert.NotEqual(EpisodeEnd.Truncated, end);
                Assert.Equal(1, Session(run).Steps.Rewards[row]);
                if (end is not null)
                {
                    ends++;
                    Assert.InRange(Math.Max(Math.Abs(states[row].First), Math.Abs(states[row].Third)), 0, 0.05f);
                }
            }
        }

        Assert.Equal(ends, run.Session.Brain.Statistics.Episodes.Count);
        Assert.Equal(ends, Episodes(run).Sum(episode => episode.Number));
        Assert.Equal(run.Session.Brain.Statistics.Episodes.NewestLength, run.Session.Brain.Statistics.Episodes.NewestReturn);
        Assert.All(Episodes(run), episode => Assert.Equal(episode.Step, episode.Return));
    }

    /// <summary>The mean return is that of the running episodes until one has finished, and then that of the newest hundred finished ones. The score is its distance above the lowest possible return.</summary>
    [Fact]
    public void TheScoreIsTheMeanReturnAboveTheLowest()
    {
        using SimulationRun run = Start("mountain-car");
        run.Play(50);
        Assert.Equal(150, run.Session.Score);
        run.Play(150);
        Assert.Equal(200 + run.Session.Brain.Statistics.Episodes.NewestReturn, run.Session.Score);
    }

    /// <summary>Each agent is drawn in a cell of 4 by 4 m of its own and stays there.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryAgentStaysInItsCell(string scenario)
    {
        using SimulationRun run = Start(scenario);
        HashSet<(int, int)>? first = null;
        for (int frame = 0; frame < 30; frame++)
        {
            run.Play(5);
            HashSet<(int, int)> cells = [];
            foreach (Entity entity in run.Session.Roster.Entities)
            {
                Position place = run.World.Get<Position>(entity);
                Heading heading = run.World.Get<Heading>(entity);
                Assert.InRange(Math.Max(place.X, place.Y), 0, run.Session.Side);
                Assert.Equal(1, heading.X * heading.X + heading.Y * heading.Y, 1e-5f);
                Assert.True(cells.Add(((int)(place.X / 4), (int)(place.Y / 4))));
            }

            Assert.True((first ??= cells).SetEquals(cells));
        }
    }

    public static TheoryData<string> Names => [.. ControlScenario.All.Select(scenario => scenario.Name)];

    /// <summary>Imitation reaches most of the script's lead over an untrained brain.</summary>
    [Theory]
    [InlineData("cartpole", 0.8)]
    [InlineData("mountain-car", 0.8)]
    [InlineData("pendulum", 0.6)]
    [InlineData("basic", 0.99)]
    [InlineData("simple", 0.99)]
    [InlineData("simple", 0.99, "actions=discrete", "dimensions=2", "step=0.8")]
    public void ABrainLearnsFromTheScript(string scenario, double share, params string[] settings)
    {
        (double untrained, double trained, double teacher) = Train(scenario, settings);
        Assert.True(trained - untrained > share * (teacher - untrained), $"untrained {untrained}, trained {trained}, teacher {teacher}");
    }

    /// <summary>A negative control: labels of other agents teach nothing.</summary>
    [Theory]
    [InlineData("cartpole")]
    [InlineData("pendulum")]
    public void NothingIsLearnedFromShuffledLabels(string scenario)
    {
        (double untrained, double trained, double teacher) = Train(scenario, ["shuffle-labels=true"]);
        Assert.True(trained - untrained < 0.5 * (teacher - untrained), $"untrained {untrained}, trained {trained}, teacher {teacher}");
    }

    [Fact]
    public void ScoresTakeTheLongestEpisodeAtLeast()
    {
        Assert.Equal(999, Evaluation.FramesFor(s_options with { Scenario = "mountain-car-continuous", Agents = 100_000 }));
        Assert.Equal(500, Evaluation.FramesFor(s_options with { Scenario = "cartpole", ScoreFrames = 20 }));
        Assert.Equal(20, Evaluation.FramesFor(s_options with { ScoreFrames = 20 }));
    }

    private static (double Untrained, double Trained, double Teacher) Train(string scenario, string[] settings)
    {
        RunOptions options = s_options with
        {
            Scenario = scenario, Agents = 200, Set = settings.ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]),
        };
        using SimulationRun run = options.Play(600);
        int frames = ControlTask(run).TimeLimit;
        return (
            Evaluation.Score(options, Driver.Brain, null, frames, TestContext.Current.CancellationToken),
            Evaluation.Score(options, Driver.Brain, [run.Session.Brain], frames, TestContext.Current.CancellationToken),
            Evaluation.Score(options, Driver.Teacher, null, frames, TestContext.Current.CancellationToken));
    }

    private static SimulationRun Start(string scenario, (string Name, string Text)[]? settings = null)
        => new(s_options with { Scenario = scenario, Set = (settings ?? []).ToDictionary(setting => setting.Name, setting => setting.Text) }, Driver.Brain, isLabelled: false);

    private static ControlSession Session(SimulationRun run) => (ControlSession)run.Session;

    private static IControlTask ControlTask(SimulationRun run) => Session(run).Task;

    private static ControlState[] States(SimulationRun run) => [.. run.Session.Roster.Entities.ToArray().Select(entity => run.World.Get<ControlState>(entity))];

    private static ControlEpisode[] Episodes(SimulationRun run) => [.. run.Session.Roster.Entities.ToArray().Select(entity => run.World.Get<ControlEpisode>(entity))];
}
