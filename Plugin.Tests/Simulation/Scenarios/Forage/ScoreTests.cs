using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

/// <summary>The task is worth learning: untrained brains score little, the teacher scores much, and the omniscient script little more.</summary>
public sealed class ScoreTests(ITestOutputHelper output)
{
    private const int Agents = 200;
    private const int Frames = 900;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheTeacherIsFarBetterThanTheUntrainedAndNearToTheOmniscient(ulong seed)
    {
        RunOptions options = new() { Agents = Agents, Seed = seed, Workers = 1 };
        double untrained = Score(options, Driver.Brain), teacher = Score(options, Driver.Teacher), omniscient = Score(options, Driver.Omniscient);
        output.WriteLine($"seed {seed}: untrained {untrained:F3}, teacher {teacher:F3}, omniscient {omniscient:F3}");
        Assert.True(teacher >= 5 * untrained, $"teacher {teacher}, untrained {untrained}");
        Assert.True(teacher >= 0.6 * omniscient, $"teacher {teacher}, omniscient {omniscient}");
        Assert.True(untrained >= 0);
    }

    /// <summary>No seed gives an untrained brain that finds food.</summary>
    [Fact]
    public void UntrainedBrainsScoreLittle()
    {
        RunOptions options = new() { Agents = Agents / 2, Workers = 1 };
        double teacher = Score(options, Driver.Teacher);
        double[] untrained = [.. Enumerable.Range(1, 12).Select(seed => Score(options with { Seed = (ulong)seed }, Driver.Brain))];
        output.WriteLine($"teacher {teacher:F3}, untrained {string.Join(' ', untrained.Select(score => score.ToString("F2")))}");
        Assert.All(untrained, score => Assert.True(teacher >= 10 * score, $"teacher {teacher}, untrained {score}"));
    }

    /// <summary>The omniscient script is a strong reference: two other scripts that see the whole world score no better.</summary>
    [Fact]
    public void TheOmniscientIsAStrongScript()
    {
        RunOptions options = new() { Agents = Agents, Seed = 1, Workers = 1 };
        float side = (float)Math.Sqrt(20.0 * Agents);
        double omniscient = Score(options, Driver.Omniscient);
        double reckless = ScriptedForage.Score(options, Frames, (roster, row, world, action) => Pursue(roster, row, world, side, 0, action));
        double careful = ScriptedForage.Score(options, Frames, (roster, row, world, action) => Pursue(roster, row, world, side, 1, action));
        output.WriteLine($"omniscient {omniscient:F3}, reckless {reckless:F3}, careful {careful:F3}");
        Assert.True(omniscient >= Math.Max(reckless, careful), $"omniscient {omniscient}, reckless {reckless}, careful {careful}");
    }

    [Theory]
    [InlineData(Driver.Brain)]
    [InlineData(Driver.Teacher)]
    public void AgentsHaveEightOrMoreNeighboursInSight(Driver driver)
    {
        using SimulationRun run = new(new RunOptions { Agents = 1000, Seed = 4, Workers = 1 }, driver, isLabelled: false);
        Torus torus = new((float)Math.Sqrt(20.0 * 1000));
        for (int frame = 0; frame <= 300; frame++)
        {
            run.Frame.Run();
            if (frame % 150 == 0)
            {
                double mean = Enumerable.Range(0, 1000).Average(row => CountNeighbours(run.Session.Roster, row, torus));
                output.WriteLine($"{driver}, frame {frame}: {mean:F2}");
                Assert.True(mean >= 8, $"{mean} neighbours");
            }
        }
    }

    private static double Score(RunOptions options, Driver driver) => Evaluation.Score(options, driver, null, Frames, TestContext.Current.CancellationToken);

    private static int CountNeighbours(AgentRoster roster, int self, Torus torus)
    {
        int count = 0;
        for (int row = 0; row < roster.Count; row++)
        {
            float dx = torus.Difference(roster.X[self], roster.X[row]), dy = torus.Difference(roster.Y[self], roster.Y[row]);
            count += row != self && dx * dx + dy * dy < 64 ? 1 : 0;
        }

        return count;
    }

    /// <summary>A script that flies to the nearest food at full speed and corrects its sideways drift. The careful form avoids hazards.</summary>
    private static void Pursue(AgentRoster roster, int row, ScriptedForage.Surroundings world, float side, float care, Span<float> action)
    {
        Torus torus = new(side);
        double x = 0, y = 0, nearest = double.MaxValue;
        foreach (Position food in world.Food)
        {
            double dx = torus.Difference(roster.X[row], food.X), dy = torus.Difference(roster.Y[row], food.Y);
            if (dx * dx + dy * dy < nearest)
            {
                (nearest, x, y) = (dx * dx + dy * dy, dx, dy);
            }
        }

        double distance = Math.Sqrt(nearest);
        (x, y) = (x / distance, y / distance);
        Velocity velocity = roster.Velocities[row];
        double drift = (velocity.X * -y + velocity.Y * x) / 4;
        (x, y) = (x + y * drift, y - x * drift);
        foreach ((Position place, float radius) in world.Hazards)
        {
            double dx = torus.Difference(roster.X[row], place.X), dy = torus.Difference(roster.Y[row], place.Y), away = Math.Sqrt(dx * dx + dy * dy);
            double push = care * Math.Max(0, 1 - (away - radius));
            (x, y) = (x - dx / away * push, y - dy / away * push);
        }

        Heading heading = roster.Headings[row];
        double ahead = x * heading.X + y * heading.Y, left = y * heading.X - x * heading.Y, angle = Math.Atan2(left, ahead);
        action[0] = (float)Math.Clamp(angle * 4, -1, 1);
        action[1] = Math.Abs(angle) < 1 ? 1 : (float)Math.Max(0, Math.Cos(angle));
    }
}
