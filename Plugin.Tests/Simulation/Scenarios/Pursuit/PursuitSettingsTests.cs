using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Pursuit;

public sealed class PursuitSettingsTests
{
    [Theory]
    [InlineData(200, 50, "pursuers=0.25")]
    [InlineData(200, 1, "pursuers=0")]
    [InlineData(200, 199, "pursuers=1")]
    [InlineData(200, 50, "area=1")]
    [InlineData(200, 50, "area=1", "sight=100")]
    [InlineData(20, 5, "area=10000")]
    [InlineData(200, 50, "sight=1")]
    [InlineData(200, 50, "pursuer-speed=20", "evader-speed=0.1")]
    public void TheWorldStaysSound(int agents, int pursuers, params string[] settings)
    {
        RunOptions options = new()
        {
            Scenario = "pursuit", Agents = agents, Seed = 3, Workers = 1, Set = settings.ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]),
        };
        options.Validate();
        foreach (Driver driver in new[] { Driver.Brain, Driver.Teacher })
        {
            using SimulationRun run = new(options, driver, isLabelled: true);
            run.Play(60);

            run.Session.Locate.Run(60);
            Assert.Equal([pursuers, agents - pursuers], run.Session.Kinds.Select(kind => kind.Roster.Count));
            Assert.InRange(run.Session.Score, 0, 1);
            foreach (AgentKind kind in run.Session.Kinds)
            {
                Assert.Equal((0, 0), (kind.Brain.Statistics.RefusedObservations, kind.Brain.Statistics.RefusedLabels));
                for (int row = 0; row < kind.Roster.Count; row++)
                {
                    (float x, float y) = (kind.Roster.X[row], kind.Roster.Y[row]);
                    Assert.True(x >= 0 && y >= 0 && float.IsFinite(x) && float.IsFinite(y));
                }
            }
        }
    }
}
