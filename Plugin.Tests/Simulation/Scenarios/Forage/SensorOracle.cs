using NeuroAgents.Simulation.Scenarios.Forage;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

/// <summary>A reference for a forager's sensors. It computes by angles in double precision over all things of the world.</summary>
internal sealed class SensorOracle(double side, double sight)
{
    /// <summary>Minimum distance of things from a border of sectors or sight, because rounding decides there.</summary>
    private const double Margin = 1e-3;

    /// <summary>Whether any thing so far was too near to a border.</summary>
    internal bool IsAmbiguous { get; private set; }

    internal double[] Observation { get; } = new double[ForageObservations.Width];

    internal required double X { get; init; }

    internal required double Y { get; init; }

    /// <summary>Angle of the heading.</summary>
    internal required double Facing { get; init; }

    internal void SeeFood(double x, double y)
    {
        (double distance, double angle) = Look(x, y);
        if (distance >= sight)
        {
            return;
        }

        double nearness = 1 - distance / sight;
        Observation[Sector(angle)] = Math.Max(Observation[Sector(angle)], nearness);
        if (nearness > Observation[26])
        {
            (Observation[24], Observation[25], Observation[26]) = (Math.Cos(angle), Math.Sin(angle), nearness);
        }
    }

    internal void SeeHazard(double x, double y, double radius)
    {
        (double distance, double angle) = Look(x, y);
        if (distance < sight)
        {
            int sector = 8 + Sector(angle);
            Observation[sector] = Math.Max(Observation[sector], 1 - Math.Max(0, distance - radius) / sight);
        }
    }

    internal void SeeNeighbour(double x, double y)
    {
        (double distance, double angle) = Look(x, y);
        if (distance < sight)
        {
            Observation[16 + Sector(angle)] += 1 - distance * distance / (sight * sight);
            double push = Math.Max(0, 1 - distance / 0.8);
            Observation[30] -= push * Math.Cos(angle);
            Observation[31] -= push * Math.Sin(angle);
        }
    }

    internal void FeelSelf(double velocityX, double velocityY, double energy)
    {
        double speed = Math.Sqrt(velocityX * velocityX + velocityY * velocityY), angle = Math.Atan2(velocityY, velocityX) - Facing;
        (Observation[27], Observation[28], Observation[29]) = (speed * Math.Cos(angle) / 4, speed * Math.Sin(angle) / 4, energy / 30);
    }

    private (double Distance, double Angle) Look(double x, double y)
    {
        double dx = Shortest(x - X), dy = Shortest(y - Y);
        double distance = Math.Sqrt(dx * dx + dy * dy), angle = Math.Atan2(dy, dx) - Facing;
        double eighths = angle / (Math.PI / 4);
        IsAmbiguous |= Math.Abs(distance - sight) < Margin || distance < Margin || Math.Abs(Math.Abs(dx) - side / 2) < Margin;
        IsAmbiguous |= distance < sight && Math.Abs(eighths - Math.Round(eighths)) * distance < Margin;
        return (distance, angle);
    }

    private double Shortest(double difference) => difference - side * Math.Round(difference / side);

    private static int Sector(double angle) => (int)Math.Floor(angle / (Math.PI / 4)) & 7;
}
