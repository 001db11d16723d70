using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>The rays of every agent make up its observation.</summary>
public sealed class SensorRayTests
{
    private const float Tolerance = 1e-4f;
    private static readonly RunOptions s_options = new() { Agents = 300, Seed = 3, Workers = 1 };

    [Fact]
    public void ForagersRaysMatchTheirSectors()
    {
        using SimulationRun run = (s_options with { Scenario = "forage", Set = new() { ["hazards"] = "0.1" } }).Play(60);
        int seen = 0;
        ForEach(run, 0, (observation, heading, rays) =>
        {
            float[] expected = new float[24];
            foreach (SensorRay ray in rays)
            {
                (int first, float value) = ray.Thing switch
                {
                    SensedThing.Food => (0, ray.Nearness),
                    SensedThing.Hazard => (8, ray.Nearness),
                    _ => (16, 1 - (1 - ray.Nearness) * (1 - ray.Nearness)),
                };
                expected[first + Sector(ray, heading)] += value;
                seen++;
            }

            // The agent may be inside a hazard; then the ray has no direction.
            bool isInside = rays.Any(ray => ray.Thing == SensedThing.Hazard && ray.Distance == 0);
            for (int i = 0; i < 24; i++)
            {
                Assert.True((isInside && i is >= 8 and < 16) || Math.Abs(expected[i] - observation[i]) < Tolerance, $"{i}: {observation[i]}, rays say {expected[i]}");
            }
        });
        Assert.True(seen > 1000);
    }

    [Fact]
    public void RaysOfTheChaseReachTheAgentsInSight()
    {
        using SimulationRun run = (s_options with { Scenario = "pursuit" }).Play(60);
        for (int kind = 0; kind < 2; kind++)
        {
            ForEach(run, kind, (observation, heading, rays) =>
            {
                SensorRay[] others = [.. rays.Where(ray => ray.Thing == SensedThing.Opponent)];
                Assert.Equal(others.Select(ray => ray.Nearness).DefaultIfEmpty(0).Max(), observation[2], Tolerance);
                (float ahead, float left) = Sum(others, heading, ray => -ray.Nearness * ray.Nearness);
                Assert.Equal(ahead, observation[5], Tolerance);
                Assert.Equal(left, observation[6], Tolerance);
                (ahead, left) = Sum(rays.Where(ray => ray.Thing == SensedThing.Neighbour), heading, ray => -ray.Nearness);
                Assert.Equal(ahead, observation[7], Tolerance);
                Assert.Equal(left, observation[8], Tolerance);
            });
        }
    }

    [Fact]
    public void AFlocksRaysAreItsNeighbours()
    {
        using SimulationRun run = (s_options with { Scenario = "flock" }).Play(60);
        ForEach(run, 0, (observation, heading, rays) =>
        {
            Assert.Equal(observation[9], rays.Count);
            Assert.Equal(observation[8], rays.Select(ray => ray.Nearness).DefaultIfEmpty(0).Max(), Tolerance);
            (float ahead, float left) = Sum(rays, heading, ray => ray.Distance / 6 / Math.Max(1, rays.Count));
            Assert.Equal(ahead, observation[2], Tolerance);
            Assert.Equal(left, observation[3], Tolerance);
        });
    }

    [Fact]
    public void AScenarioWithoutSensingHasNoSensors()
    {
        using SimulationRun run = (s_options with { Scenario = "separate" }).Play(60);
        Assert.Null(run.Session.Feature<ISensors>());
    }

    [Fact]
    public void BeforeTheFirstFrameRaysReachOnlyHazards()
    {
        using SimulationRun run = new(s_options, Driver.Brain, isLabelled: true);
        run.Session.Locate.Run(0);
        List<SensorRay> rays = [];
        run.Session.Feature<ISensors>()!.Trace(0, 5, rays);
        Assert.DoesNotContain(rays, ray => ray.Thing != SensedThing.Hazard);
    }

    private delegate void Check(ReadOnlySpan<float> observation, Heading heading, List<SensorRay> rays);

    private static void ForEach(SimulationRun run, int kind, Check check)
    {
        AgentKind agents = run.Session.Kinds[kind];
        List<SensorRay> rays = [];
        for (int row = 0; row < agents.Roster.Count; row++)
        {
            rays.Clear();
            run.Session.Feature<ISensors>()!.Trace(kind, row, rays);
            Assert.All(rays, ray => Assert.InRange(ray.Distance, 0, run.Session.Feature<ISensors>()!.Range));
            check(agents.Brain.Decisions.Observation(row), agents.Roster.Headings[row], rays);
        }
    }

    private static (float Ahead, float Left) Sum(IEnumerable<SensorRay> rays, Heading heading, Func<SensorRay, float> weight)
    {
        (float ahead, float left) = (0, 0);
        foreach (SensorRay ray in rays.Where(ray => ray.Distance > 0))
        {
            float share = weight(ray) / ray.Distance;
            ahead += share * (ray.X * heading.X + ray.Y * heading.Y);
            left += share * (ray.Y * heading.X - ray.X * heading.Y);
        }

        return (ahead, left);
    }

    /// <summary>Returns the sector of a direction, computed from its angle.</summary>
    private static int Sector(SensorRay ray, Heading heading)
    {
        double angle = Math.Atan2(ray.Y, ray.X) - Math.Atan2(heading.Y, heading.X);
        return (int)Math.Floor(angle / (Math.PI / 4)) & 7;
    }
}
