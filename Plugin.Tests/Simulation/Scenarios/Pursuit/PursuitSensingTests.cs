using CsCheck;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Pursuit;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Pursuit;

public sealed class PursuitSensingTests
{
    private const double Sight = 10;
    private const double Space = 2;
    private static readonly double[] s_topSpeeds = [5, 4];

    /// <summary>Minimum distance of agents from the edge of sight, from the same place and from a tie, because rounding decides there.</summary>
    private const double Margin = 1e-3;

    private static readonly Gen<PlacedBody[]> s_bodies = Gen.Select(
        Gen.Float[0, 30], Gen.Float[0, 30], Gen.Float[-3.14f, 3.14f], Gen.Float[-4, 4], Gen.Float[-4, 4],
        (x, y, angle, velocityX, velocityY) => new PlacedBody(x, y, angle, velocityX, velocityY)).Array[1, 8];

    [Fact]
    public void BothKindsSenseEachOtherAsDefined()
    {
        int compared = 0;
        Gen.Select(s_bodies, s_bodies).Sample((pursuers, evaders) =>
        {
            using var pursuit = PlacedRun.Pursuit(pursuers, evaders);
            double side = new PursuitOptions(new SettingValues(new PursuitScenario().Settings, new Dictionary<string, string>()), pursuers.Length + evaders.Length).Side;
            pursuit.Session.Locate.Run(0);
            pursuit.Session.Interact.Run(0);
            pursuit.Session.Sense.Run(0);
            Compare(pursuit, 0, pursuers, evaders, side, ref compared);
            Compare(pursuit, 1, evaders, pursuers, side, ref compared);
        }, iter: 200);
        Assert.True(compared > 500, $"{compared} compared");
    }

    [Fact]
    public void EachObservationHasANameOfTheOtherKind()
    {
        var spec = PursuitObservations.CreateSpec("evader");
        Assert.Equal(PursuitObservations.Width, spec.Width);
        Assert.Equal(PursuitObservations.Nearest, spec.IndexOf("evader.ahead"));
        Assert.Equal(PursuitObservations.Nearness, spec.IndexOf("evader.nearness"));
        Assert.Equal(PursuitObservations.Velocity + 1, spec.IndexOf("evader.velocity.left"));
        Assert.Equal(PursuitObservations.Away, spec.IndexOf("away.ahead"));
        Assert.Equal(PursuitObservations.Push + 1, spec.IndexOf("push.left"));
        Assert.Equal(PursuitObservations.Speed, spec.IndexOf("speed.ahead"));
    }

    private static void Compare(PlacedRun pursuit, int kind, PlacedBody[] own, PlacedBody[] others, double side, ref int compared)
    {
        for (int row = 0; row < own.Length; row++)
        {
            if (Expected(own, row, others, s_topSpeeds[kind], s_topSpeeds[1 - kind], side) is not { } expected)
            {
                continue;
            }

            Interlocked.Increment(ref compared);
            float[] observation = pursuit.Observation(row, kind);
            for (int i = 0; i < observation.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - observation[i]) < 2e-4, $"kind {kind} row {row} column {i}: {expected[i]} expected, {observation[i]} sensed");
            }
        }
    }

    /// <summary>Computes the observation by angles in double precision; null if rounding decides a value.</summary>
    private static double[]? Expected(PlacedBody[] own, int self, PlacedBody[] others, double topSpeed, double otherTopSpeed, double side)
    {
        PlacedBody body = own[self];
        double[] expected = new double[PursuitObservations.Width];
        (PlacedBody Body, double X, double Y, double Distance)[] seen = [.. others.Select(other => Way(body, other, side)).OrderBy(each => each.Distance)];
        if (seen.Any(each => Math.Abs(each.Distance - Sight) < Margin || each.Distance < Margin)
            || (seen.Length > 1 && seen[1].Distance - seen[0].Distance < Margin)
            || own.Any(mate => mate != body && Way(body, mate, side).Distance < Margin))
        {
            return null;
        }

        if (seen[0].Distance < Sight)
        {
            Turn(seen[0].X / seen[0].Distance, seen[0].Y / seen[0].Distance, 0);
            expected[2] = 1 - seen[0].Distance / Sight;
            Turn(seen[0].Body.VelocityX / otherTopSpeed, seen[0].Body.VelocityY / otherTopSpeed, 3);
        }

        foreach ((_, double dx, double dy, double distance) in seen.Where(each => each.Distance < Sight))
        {
            Turn(-dx / distance * Math.Pow(1 - distance / Sight, 2), -dy / distance * Math.Pow(1 - distance / Sight, 2), 5);
        }

        foreach ((_, double dx, double dy, double distance) in own.Where(mate => mate != body).Select(mate => Way(body, mate, side)).Where(each => each.Distance < Space))
        {
            Turn(-dx / distance * (1 - distance / Space), -dy / distance * (1 - distance / Space), 7);
        }

        Turn(body.VelocityX / topSpeed, body.VelocityY / topSpeed, 9);
        return expected;

        void Turn(double x, double y, int at)
        {
            double angle = Math.Atan2(y, x) - body.Angle, length = Math.Sqrt(x * x + y * y);
            (expected[at], expected[at + 1]) = (expected[at] + length * Math.Cos(angle), expected[at + 1] + length * Math.Sin(angle));
        }
    }

    private static (PlacedBody Body, double X, double Y, double Distance) Way(PlacedBody from, PlacedBody to, double side)
    {
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        (dx, dy) = (dx - side * Math.Round(dx / side), dy - side * Math.Round(dy / side));
        return (to, dx, dy, Math.Sqrt(dx * dx + dy * dy));
    }
}
