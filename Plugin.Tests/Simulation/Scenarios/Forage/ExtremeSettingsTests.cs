using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

public sealed class ExtremeSettingsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200, "food=0")]
    [InlineData(200, "hazards=0")]
    [InlineData(200, "food=0", "hazards=0", "area=1")]
    [InlineData(40, "food=100", "regrow=0")]
    [InlineData(200, "hazards=10")]
    [InlineData(200, "area=1")]
    [InlineData(20, "area=10000")]
    [InlineData(200, "sight=1")]
    [InlineData(200, "sight=1", "hazards=10", "area=1")]
    [InlineData(200, "sight=100")]
    [InlineData(50, "regrow=3600")]
    [InlineData(50, "hidden=0")]
    [InlineData(50, "hidden=1,1,1", "batch=1", "learning-rate=1")]
    [InlineData(2000, "sight=1", "area=10000")]
    public void TheWorldStaysSound(int agents, params string[] settings)
    {
        RunOptions options = new()
        {
            Agents = agents,
            Seed = 3,
            Workers = 1,
            Set = settings.ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]),
        };
        options.Validate();
        foreach (Driver driver in new[] { Driver.Brain, Driver.Teacher, Driver.Omniscient })
        {
            using SimulationRun run = new(options, driver, isLabelled: true);
            run.Play(agents > 1000 ? 3 : 60);

            AgentRoster roster = run.Session.Roster;
            roster.Run(0);
            Assert.Equal(agents, roster.Count);
            Assert.True(double.IsFinite(run.Session.Score) && run.Session.Score >= 0);
            Assert.Equal(0, run.Session.Brain.Statistics.RefusedObservations + run.Session.Brain.Statistics.RefusedLabels);
            for (int row = 0; row < agents; row++)
            {
                Assert.True(roster.X[row] >= 0 && roster.Y[row] >= 0 && float.IsFinite(roster.X[row]) && float.IsFinite(roster.Y[row]));
                Assert.InRange(roster.Energies[row], 0, 30);
                Assert.Equal(1, roster.Headings[row].X * roster.Headings[row].X + roster.Headings[row].Y * roster.Headings[row].Y, 1e-5);
            }
        }
    }

    [Fact]
    public void WithoutFoodTheScoreIsZeroAndTheTeacherStillWalks()
    {
        RunOptions options = new() { Agents = 20, Workers = 1, Set = { ["food"] = "0" } };
        Assert.Equal(0, Evaluation.Score(options, Driver.Teacher, null, 600, TestContext.Current.CancellationToken));
        Assert.Equal(0, Evaluation.Score(options, Driver.Omniscient, null, 600, TestContext.Current.CancellationToken));
    }

    /// <summary>A hundred thousand agents take too long to train in a test, so only a few frames are run.</summary>
    [Fact]
    public void AHundredThousandAgentsRunAndLearn()
    {
        const int Agents = 100_000;
        using SimulationRun run = new RunOptions { Agents = Agents, Workers = 1 }.Play(4);

        Assert.Equal(Agents, run.Session.Roster.Count);
        Assert.Equal(Agents, run.Session.Brain.Decisions.Count);
        Assert.Equal(4, run.Session.Brain.Statistics.LearnSteps);
        Assert.True(run.Session.Labels.MeanVariance() > 0.05);
    }

    [Fact]
    public void AgentsStarveAndOthersAreBornInMidRun()
    {
        using SimulationRun run = new(new RunOptions { Agents = 100, Workers = 1 }, Driver.Brain, isLabelled: false);
        int generations = 0;
        for (int frame = 0; frame < 1500; frame++)
        {
            run.Frame.Run();
            Assert.Equal(100, run.Session.Brain.AgentCount);
            generations = Math.Max(generations, (int)run.Session.Roster.Handles.ToArray().Max(handle => handle.Generation));
        }

        Assert.True(generations >= 2, "No agent starved.");
        Assert.Equal(100, run.Session.Roster.Handles.ToArray().Distinct().Count());
    }
}
