using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Determinism;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>Properties of every scenario.</summary>
public sealed class EveryScenarioTests
{
    private static readonly int s_frames = LongForm.IsOn ? 300 : 120;

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void TheNumberOfWorkersChangesNothing(string scenario)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 300, Seed = 5, Workers = 1 };
        (string, string) one = RunHashTests.Hashes(options, s_frames);
        Assert.Equal(one, RunHashTests.Hashes(options, s_frames));
        Assert.Equal(one, RunHashTests.Hashes(options with { Workers = 2 }, s_frames));
        Assert.Equal(one, RunHashTests.Hashes(options with { Workers = 7 }, s_frames));
        Assert.NotEqual(one, RunHashTests.Hashes(options with { Seed = 6 }, s_frames));
    }

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void WithoutALearnerTheBrainStaysUntrained(string scenario)
    {
        RunOptions options = new() { Scenario = scenario, Agents = 300, Frames = 60, Seed = 2, Workers = 1, Learner = RunOptions.None, ScoreFrames = LongForm.ScoreFrames };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        Assert.NotNull(report.ScoreTrained);
        Assert.Equal(report.ScoreUntrained, report.ScoreTrained);
        Assert.True(report.ScoreTeacher > report.ScoreUntrained, $"untrained {report.ScoreUntrained}, teacher {report.ScoreTeacher}");
        Assert.Equal((0, 0), (report.LearnSteps, report.SamplesLearned));
    }

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void FewAgentsRunAndLearn(string scenario)
    {
        foreach (int agents in new[] { 1, 2, 7 })
        {
            foreach (Driver driver in Enum.GetValues<Driver>())
            {
                RunOptions options = new() { Scenario = scenario, Agents = agents, Seed = 3, Workers = 2, Set = { ["batch"] = "16" } };
                using SimulationRun run = new(options, driver, isLabelled: true);
                for (int frame = 0; frame < 60; frame++)
                {
                    run.Frame.Run();
                    Assert.True(double.IsFinite(run.Session.Score) && run.Session.Score >= 0, $"score {run.Session.Score}");
                }

                foreach (AgentKind kind in run.Session.Kinds)
                {
                    Assert.Equal(kind.Roster.Count > 0, kind.Brain.Statistics.LearnSteps > 0);
                    Assert.Equal((0, 0), (kind.Brain.Statistics.RefusedObservations, kind.Brain.Statistics.RefusedLabels));
                }

                Assert.Equal(agents, run.Session.Kinds.Sum(kind => kind.Brain.AgentCount));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryScenario.Names), MemberType = typeof(EveryScenario))]
    public void NamesAndMeaningsAreNotEmpty(string name)
    {
        Scenario scenario = ScenarioCatalogue.Standard.Find(name);
        Assert.All(new[] { scenario.Summary, scenario.ScoreMeaning }, text => Assert.InRange(text.Length, 10, 120));
        Assert.Equal(scenario.Settings.Count, scenario.Settings.Select(setting => setting.Name).Distinct().Count());
        Assert.All(scenario.Settings, setting => Assert.NotEmpty(setting.Meaning));
    }
}
