using CsCheck;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Flock;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Flock;

public sealed class FlockSensingTests
{
    private const double Sight = 6;
    private const double Spacing = 1.5;
    private const double TopSpeed = 4;

    /// <summary>Minimum difference of a distance from a limit, such as the sensing range. Closer distances are not tested, because rounding decides there.</summary>
    private const double Margin = 1e-3;

    private static readonly Gen<PlacedBody[]> s_flocks = Gen.Select(
        Gen.Float[0, 18], Gen.Float[0, 18], Gen.Float[-3.14f, 3.14f], Gen.Float[-4, 4], Gen.Float[-4, 4],
        (x, y, angle, velocityX, velocityY) => new PlacedBody(x, y, angle, velocityX, velocityY)).Array[1, 14];

    [Fact]
    public void ObservationsAreThoseOfTheDefinition()
    {
        int compared = 0;
        s_flocks.Sample(agents =>
        {
            using var flock = PlacedRun.Flock(agents);
            double side = new FlockOptions(Settings(), agents.Length).Side;
            flock.Run(1);
            for (int row = 0; row < agents.Length; row++)
            {
                if (Expected(agents, row, side) is not { } expected)
                {
                    continue;
                }

                Interlocked.Increment(ref compared);
                float[] observation = flock.Observation(row);
                for (int i = 0; i < observation.Length; i++)
                {
                    Assert.True(Math.Abs(expected[i] - observation[i]) < 2e-4, $"row {row} column {i}: {expected[i]} expected, {observation[i]} sensed");
                }
            }
        }, iter: 200);
        Assert.True(compared > 500, $"{compared} compared");
    }

    [Fact]
    public void EachObservationHasAName()
    {
        var spec = FlockObservations.CreateSpec();
        Assert.Equal(FlockObservations.Width, spec.Width);
        Assert.Equal(FlockObservations.Velocity, spec.IndexOf("velocity.ahead"));
        Assert.Equal(FlockObservations.Centre + 1, spec.IndexOf("centre.left"));
        Assert.Equal(FlockObservations.Push, spec.IndexOf("push.ahead"));
        Assert.Equal(FlockObservations.Speed + 1, spec.IndexOf("speed.left"));
        Assert.Equal(FlockObservations.Nearest, spec.IndexOf("nearest"));
        Assert.Equal(FlockObservations.Neighbours, spec.IndexOf("neighbours"));
    }

    private static SettingValues Settings()
        => new(ScenarioCatalogue.Standard.Find("flock").Settings, new Dictionary<string, string>());

    /// <summary>Computes the observation by angles in double precision; null if rounding decides which agents are in sight.</summary>
    private static double[]? Expected(PlacedBody[] agents, int self, double side)
    {
        (double vx, double vy, double cx, double cy, double px, double py, double nearest, int count) = (0, 0, 0, 0, 0, 0, Sight, 0);
        for (int other = 0; other < agents.Length; other++)
        {
            (double dx, double dy) = (Shortest(agents[other].X - agents[self].X, side), Shortest(agents[other].Y - agents[self].Y, side));
            double distance = Math.Sqrt(dx * dx + dy * dy);
            if (other == self)
            {
                continue;
            }

            if (Math.Abs(distance - Sight) < Margin || distance < Margin)
            {
                return null;
            }

            if (distance < Sight)
            {
                double push = Math.Max(0, 1 - distance / Spacing) / distance;
                (vx, vy, cx, cy) = (vx + agents[other].VelocityX, vy + agents[other].VelocityY, cx + dx, cy + dy);
                (px, py, nearest, count) = (px - dx * push, py - dy * push, Math.Min(nearest, distance), count + 1);
            }
        }

        double n = Math.Max(1, count);
        double[] expected = new double[10];
        Turn(vx / n / TopSpeed, vy / n / TopSpeed, 0);
        Turn(cx / n / Sight, cy / n / Sight, 2);
        Turn(px, py, 4);
        Turn(agents[self].VelocityX / TopSpeed, agents[self].VelocityY / TopSpeed, 6);
        (expected[8], expected[9]) = (1 - nearest / Sight, count);
        return expected;

        void Turn(double x, double y, int at)
        {
            double angle = Math.Atan2(y, x) - agents[self].Angle, length = Math.Sqrt(x * x + y * y);
            (expected[at], expected[at + 1]) = (length * Math.Cos(angle), length * Math.Sin(angle));
        }
    }

    private static double Shortest(double difference, double side) => difference - side * Math.Round(difference / side);
}
