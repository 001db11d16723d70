using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>
/// The greedy script that sees everything: it goes for the nearest food of the whole world that nobody else is nearer to, allows for its own drift,
/// and knows each hazard's exact place.
/// </summary>
/// <remarks>Looks at all agents for each item of food and at all food for each agent: meant for measuring the teacher in small worlds.</remarks>
internal sealed class OmniscientForager(AgentRoster roster, ForageField field) : IExpert
{
    private const float HazardMargin = 1;
    private int[] _nearestAgents = [];

    /// <summary>Finds out who is nearest to each item of food.</summary>
    public void Look()
    {
        if (_nearestAgents.Length < field.Food.Count)
        {
            _nearestAgents = new int[field.Food.Count * 2];
        }

        for (int j = 0; j < field.Food.Count; j++)
        {
            float nearest = float.MaxValue;
            for (int row = 0; row < roster.Count; row++)
            {
                (float dx, float dy) = Way(row, field.Food, j);
                if (dx * dx + dy * dy < nearest)
                {
                    nearest = dx * dx + dy * dy;
                    _nearestAgents[j] = row;
                }
            }
        }
    }

    public void Act(int row, ReadOnlySpan<float> observation, Span<float> action)
    {
        (float dx, float dy) = TowardFood(row);
        float length = MathF.Sqrt(dx * dx + dy * dy) + 1e-6f;
        (dx, dy) = (dx / length, dy / length);

        // Velocity across the way would carry it past: steer against it.
        Velocity velocity = roster.Velocities[row];
        float drift = (velocity.Y * dx - velocity.X * dy) / ForageOptions.Locomotion.TopSpeed;
        (dx, dy) = (dx + dy * drift, dy - dx * drift);
        for (int j = 0; j < field.Hazards.Count; j++)
        {
            (float hx, float hy) = Way(row, field.Hazards, j);
            float distance = MathF.Sqrt(hx * hx + hy * hy) + 1e-6f;
            float away = Math.Max(0, 1 - (distance - field.HazardRadii[field.Hazards.Items[j]]) / HazardMargin);
            dx -= away * hx / distance;
            dy -= away * hy / distance;
        }

        Heading heading = roster.Headings[row];
        Pilot.Steer(dx * heading.X + dy * heading.Y, dy * heading.X - dx * heading.Y, action);
    }

    /// <summary>The way to the nearest food that is this agent's to eat; to the nearest of all if none is.</summary>
    private (float X, float Y) TowardFood(int row)
    {
        float nearest = float.MaxValue;
        bool isOwn = false;
        (float X, float Y) best = default;
        for (int j = 0; j < field.Food.Count; j++)
        {
            bool own = _nearestAgents[j] == row;
            (float dx, float dy) = Way(row, field.Food, j);
            float square = dx * dx + dy * dy;
            if ((own && !isOwn) || (own == isOwn && square < nearest))
            {
                (nearest, isOwn, best) = (square, own, (dx, dy));
            }
        }

        return best;
    }

    private (float X, float Y) Way(int row, UniformGrid things, int thing)
        => (field.Torus.Difference(roster.X[row], things.X[thing]), field.Torus.Difference(roster.Y[row], things.Y[thing]));
}
