using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Flock;

public sealed class FlockSettingsTests
{
    [Theory]
    [InlineData(200, "area=1")]
    [InlineData(200, "area=1", "sight=100")]
    [InlineData(20, "area=10000")]
    [InlineData(200, "sight=1", "spacing=50")]
    [InlineData(200, "spacing=0.1")]
    [InlineData(200, "life=0.1")]
    [InlineData(200, "separation=0", "alignment=0", "cohesion=0")]
    [InlineData(200, "separation=10", "alignment=10", "cohesion=10")]
    public void TheWorldStaysSound(int agents, params string[] settings)
    {
        RunOptions options = new()
        {
            Scenario = "flock", Agents = agents, Seed = 3, Workers = 1, Set = settings.ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]),
        };
        options.Validate();
        foreach (Driver driver in new[] { Driver.Brain, Driver.Teacher })
        {
            using SimulationRun run = new(options, driver, isLabelled: true);
            run.Play(60);

            AgentRoster roster = run.Session.Roster;
            roster.Run(0);
            Assert.Equal(agents, roster.Count);
            Assert.InRange(run.Session.Score, 0, 1);
            Assert.Equal((0, 0), (run.Session.Brain.Statistics.RefusedObservations, run.Session.Brain.Statistics.RefusedLabels));
            for (int row = 0; row < agents; row++)
            {
                Assert.True(roster.X[row] >= 0 && roster.Y[row] >= 0 && float.IsFinite(roster.X[row]) && float.IsFinite(roster.Y[row]));
                Assert.Equal(1, roster.Headings[row].X * roster.Headings[row].X + roster.Headings[row].Y * roster.Headings[row].Y, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData("2", 900, 1100)]
    [InlineData("10", 160, 240)]
    [InlineData("1000000", 0, 0)]
    public void AgentsDieAtRandomAndNewOnesStart(string life, int min, int max)
    {
        RunOptions options = new() { Scenario = "flock", Agents = 200, Seed = 3, Workers = 1, Set = { ["life"] = life } };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        AgentHandle[] before = run.Session.Roster.Handles.ToArray();
        int gone = 0;
        for (int frame = 0; frame < 600; frame++)
        {
            run.Frame.Run();
            AgentHandle[] lived = run.Session.Roster.Handles.ToArray();
            gone += lived.Count(handle => !run.Session.Brain.IsAlive(handle));
            Assert.Equal(200, run.Session.Brain.AgentCount);
        }

        // 200 agents, 10 s: 2,000 s of life.
        Assert.InRange(gone, min, max);
        Assert.Equal(gone == 0, before.All(run.Session.Brain.IsAlive));
    }

    [Theory]
    [InlineData("area=0.5")]
    [InlineData("sight=0")]
    [InlineData("spacing=-1")]
    [InlineData("life=0")]
    [InlineData("cohesion=11")]
    [InlineData("food=1")]
    public void InvalidValuesAreRefused(string setting)
    {
        RunOptions options = new() { Scenario = "flock", Set = { [setting.Split('=')[0]] = setting.Split('=')[1] } };
        Assert.Throws<NeuroAgents.Simulation.Scenarios.SettingException>(options.Validate);
    }
}
