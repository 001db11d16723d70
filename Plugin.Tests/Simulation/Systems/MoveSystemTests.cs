using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Systems;

public sealed class MoveSystemTests
{
    private const int Steps = 100_000;

    [Fact]
    public void HeadingsStayUnitVectorsOverTime()
    {
        using ForageBench bench = new([.. Enumerable.Range(0, 9).Select(i => new PlacedAgent(i, i, 0.6f, 0.8f))], [(20, 20)]);
        bench.Roster.Run(0);
        for (int row = 0; row < 9; row++)
        {
            Steer(bench, row, turn: (row - 4) / 4f, thrust: 1);
        }

        for (int step = 0; step < Steps; step++)
        {
            bench.Move.Run(step);
        }

        for (int row = 0; row < 9; row++)
        {
            Heading heading = bench.World.Get<Heading>(bench.Roster.Entities[row]);
            Assert.Equal(1, Math.Sqrt((double)heading.X * heading.X + (double)heading.Y * heading.Y), 1e-6);
            Position position = bench.World.Get<Position>(bench.Roster.Entities[row]);
            Assert.True(position.X >= 0 && position.X < bench.Options.Side && position.Y >= 0 && position.Y < bench.Options.Side);
        }
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-1f)]
    [InlineData(0.3f)]
    [InlineData(0f)]
    public void TurnsToTheLeftAtTheTurnRate(float turn)
    {
        using ForageBench bench = new([new PlacedAgent(1, 1)], [(20, 20)]);
        bench.Roster.Run(0);
        Steer(bench, 0, turn, 0);
        for (int step = 0; step < 15; step++)
        {
            bench.Move.Run(step);
        }

        Heading heading = bench.World.Get<Heading>(bench.Roster.Entities[0]);
        double expected = turn * ForageOptions.Locomotion.TurnRate * 15 * ForageBench.DeltaTime;
        Assert.Equal(expected, Math.Atan2(heading.Y, heading.X), 1e-3);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(-1f)]
    [InlineData(0.25f)]
    public void SpeedRisesToThrustTimesTopSpeedAndNotBeyond(float thrust)
    {
        using ForageBench bench = new([new PlacedAgent(1, 1, 0.6f, 0.8f)], [(20, 20)]);
        bench.Roster.Run(0);
        Steer(bench, 0, 0, thrust);
        double fastest = 0;
        for (int step = 0; step < 600; step++)
        {
            bench.Move.Run(step);
            Velocity velocity = bench.World.Get<Velocity>(bench.Roster.Entities[0]);
            fastest = Math.Max(fastest, Math.Sqrt((double)velocity.X * velocity.X + (double)velocity.Y * velocity.Y));
        }

        Velocity last = bench.World.Get<Velocity>(bench.Roster.Entities[0]);
        double topSpeed = 4;
        Assert.Equal(topSpeed, ForageOptions.Locomotion.TopSpeed);
        Assert.Equal(topSpeed * Math.Abs(thrust), fastest, 1e-4);
        Assert.Equal(topSpeed * thrust * 0.6, last.X, 1e-4);
        Assert.Equal(topSpeed * thrust * 0.8, last.Y, 1e-4);
    }

    [Fact]
    public void BodiesLeaveOnOneSideAndComeInOnTheOther()
    {
        using ForageBench bench = new([new PlacedAgent(31.99f, 0.01f, VelocityX: 4, VelocityY: -4)], [(20, 20)]);
        bench.Roster.Run(0);
        bench.Move.Run(0);
        Position position = bench.World.Get<Position>(bench.Roster.Entities[0]);
        double way = 4 * (1 - 3.0 / 60) / 60;
        Assert.Equal(31.99 + way - 32, position.X, 1e-5);
        Assert.Equal(0.01 - way + 32, position.Y, 1e-5);
    }

    [Fact]
    public void PushesMoveTheRowTheyWereWrittenForAndDontStay()
    {
        using ForageBench bench = new([new PlacedAgent(1, 1), new PlacedAgent(2, 2), new PlacedAgent(3, 3)], [(20, 20), (21, 20), (22, 20)]);
        bench.Roster.Run(0);
        bench.Roster.Pushes[1] = new Velocity(6, -12);
        bench.Move.Run(0);
        Assert.Equal(new Position(1, 1), bench.World.Get<Position>(bench.Roster.Entities[0]));
        Assert.Equal(new Position(2 + 6f / 60, 2 - 12f / 60), bench.World.Get<Position>(bench.Roster.Entities[1]));
        Assert.Equal(new Position(3, 3), bench.World.Get<Position>(bench.Roster.Entities[2]));
        Assert.Equal(new Velocity(0, 0), bench.World.Get<Velocity>(bench.Roster.Entities[1]));
    }

    private static void Steer(ForageBench bench, int row, float turn, float thrust)
        => bench.World.Set(bench.Roster.Entities[row], new Steering(turn, thrust));
}
