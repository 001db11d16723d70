using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>
/// A greedy script that sees the whole world. It steers to the nearest food to which no other agent is nearer, corrects for its own drift,
/// and knows each hazard's exact place.
/// </summary>
/// <remarks>It compares every agent with every item of food, so it is only for small worlds. The teacher is measured against it.</remarks>
internal sealed class OmniscientForager(AgentRoster roster, ForageField field) : IExpert
{
    private const float HazardMargin = 1;
    private int[] _nearestAgents = [];

    /// <summary>Finds the nearest agent to each item of food.</summary>
    public void Prepare()
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
                (float dx, float dy) = OffsetTo(row, field.Food, j);
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

        // Sideways velocity would carry the agent past the food, so it steers against that velocity.
        Velocity velocity = roster.Velocities[row];
        float drift = (velocity.Y * dx - velocity.X * dy) / ForageOptions.Locomotion.TopSpeed;
        (dx, dy) = (dx + dy * drift, dy - dx * drift);
        for (int j = 0; j < field.Hazards.Count; j++)
        {
            (float hx, float hy) = OffsetTo(row, field.Hazards, j);
            float distance = MathF.Sqrt(hx * hx + hy * hy) + 1e-6f;
            float away = Math.Max(0, 1 - (distance - field.HazardRadii[field.Hazards.Items[j]]) / HazardMargin);
            dx -= away * hx / distance;
            dy -= away * hy / distance;
        }

        Heading heading = roster.Headings[row];
        Pilot.Steer(dx * heading.X + dy * heading.Y, dy * heading.X - dx * heading.Y, action);
    }

    /// <summary>Returns the vector to the nearest food to which this agent is the nearest one. If there is none, returns the vector to the nearest food of all.</summary>
    private (float X, float Y) TowardFood(int row)
    {
        float nearest = float.MaxValue;
        bool isOwn = false;
        (float X, float Y) best = default;
        for (int j = 0; j < field.Food.Count; j++)
        {
            bool own = _nearestAgents[j] == row;
            (float dx, float dy) = OffsetTo(row, field.Food, j);
            float square = dx * dx + dy * dy;
            if ((own && !isOwn) || (own == isOwn && square < nearest))
            {
                (nearest, isOwn, best) = (square, own, (dx, dy));
            }
        }

        return best;
    }

    private (float X, float Y) OffsetTo(int row, UniformGrid things, int thing)
        => (field.Torus.Difference(roster.X[row], things.X[thing]), field.Torus.Difference(roster.Y[row], things.Y[thing]));
}
