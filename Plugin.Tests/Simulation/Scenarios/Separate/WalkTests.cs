using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios.Separate;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

public sealed class WalkTests
{
    public static TheoryData<string> Problems => [.. Problem.Names];

    [Theory]
    [MemberData(nameof(Problems))]
    public void AgentsWalkSmoothlyWithinTheAreaOfTheirColour(string name)
    {
        using SimulationRun run = new(SeparateRun.Options(6, $"problem={name}") with { Agents = 100 }, Driver.Brain, isLabelled: false);
        var problem = Problem.Find(name);
        Position[] starts = Positions(run), last = starts;
        for (int frame = 0; frame < 300; frame++)
        {
            run.Frame.Run();
            Position[] now = Positions(run);
            for (int row = 0; row < now.Length; row++)
            {
                Assert.Equal(row % 2, problem.Owner(Plane.ToUnit(now[row].X), Plane.ToUnit(now[row].Y)));
                Assert.InRange(Distance(last[row], now[row]), 0, 2 * SimulationRun.DeltaTime + 1e-4);
            }

            last = now;
        }

        Assert.True(Enumerable.Range(0, 100).Average(row => Distance(starts[row], last[row])) > 0.5);
        AgentRoster roster = run.Session.Roster;
        Assert.All(roster.Headings.ToArray(), heading => Assert.Equal(1, heading.X * heading.X + heading.Y * heading.Y, 1e-5));
        Assert.Equal(50, Enumerable.Range(0, 100).Count(row => run.World.Get<Colour>(roster.Entities[row]).Index == Problem.Red));
    }

    /// <summary>After a minute agents are distributed like held-out points: each half of each moon has equally many.</summary>
    [Fact]
    public void TheSpreadStaysEven()
    {
        using SimulationRun run = new(SeparateRun.Options(9, "problem=circle") with { Agents = 4000 }, Driver.Brain, isLabelled: false);
        run.Play(1200);

        // A disc of radius ½ around the middle: a quarter of it lies within half of its radius.
        double[] red = [.. Positions(run).Where((_, row) => row % 2 == 0).Select(place => Distance(place, new Position(Plane.Side / 2, Plane.Side / 2)))];
        Assert.Equal(0.25, red.Count(distance => distance < Plane.Side / 8) / (double)red.Length, 0.04);
    }

    [Fact]
    public void TheGuessIsTheActionOfTheBrainOrTheTeacher()
    {
        foreach (Driver driver in new[] { Driver.Brain, Driver.Teacher })
        {
            using SimulationRun run = new(SeparateRun.Options(6, "problem=xor") with { Agents = 60 }, driver, isLabelled: false);
            run.Frame.Run();
            for (int row = 0; row < 60; row++)
            {
                Entity entity = run.Session.Roster.Entities[row];
                int expected = driver == Driver.Teacher
                    ? run.World.Get<Colour>(entity).Index : (int)run.Session.Brain.Action(run.Session.Roster.Handles[row])[0];
                Assert.Equal(expected, run.World.Get<Guess>(entity).Index);
            }
        }
    }

    private static Position[] Positions(SimulationRun run)
    {
        run.Session.Roster.Run(0);
        return [.. run.Session.Roster.Entities.ToArray().Select(entity => run.World.Get<Position>(entity))];
    }

    private static double Distance(Position from, Position to) => Math.Sqrt(Math.Pow(from.X - to.X, 2) + Math.Pow(from.Y - to.Y, 2));
}
