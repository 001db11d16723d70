using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The greedy script that sees everything: it goes for the nearest food of the whole world and knows each hazard's exact place.</summary>
/// <remarks>Looks at all food for each agent: meant for measuring the teacher in small worlds.</remarks>
internal sealed class OmniscientForager(AgentRoster roster, ForageField field)
{
    private const float HazardMargin = 2;
    private const float HazardWeight = 1.5f;

    internal void Act(int row, Span<float> action)
    {
        float x = roster.X[row], y = roster.Y[row];
        (float dx, float dy) = TowardNearestFood(x, y);
        float length = MathF.Sqrt(dx * dx + dy * dy) + 1e-6f;
        (dx, dy) = (dx / length, dy / length);
        for (int j = 0; j < field.Hazards.Count; j++)
        {
            float hx = field.Torus.Difference(x, field.Hazards.X[j]), hy = field.Torus.Difference(y, field.Hazards.Y[j]);
            float distance = MathF.Sqrt(hx * hx + hy * hy) + 1e-6f;
            float away = HazardWeight * Math.Max(0, 1 - (distance - field.HazardRadii[field.Hazards.Items[j]]) / HazardMargin);
            dx -= away * hx / distance;
            dy -= away * hy / distance;
        }

        Heading heading = roster.Headings[row];
        Pilot.Steer(dx * heading.X + dy * heading.Y, dy * heading.X - dx * heading.Y, action);
    }

    private (float X, float Y) TowardNearestFood(float x, float y)
    {
        UniformGrid food = field.Food;
        float nearest = float.MaxValue, nearestX = 0, nearestY = 0;
        for (int j = 0; j < food.Count; j++)
        {
            float dx = field.Torus.Difference(x, food.X[j]), dy = field.Torus.Difference(y, food.Y[j]);
            if (dx * dx + dy * dy < nearest)
            {
                (nearest, nearestX, nearestY) = (dx * dx + dy * dy, dx, dy);
            }
        }

        return (nearestX, nearestY);
    }
}
