using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The rays of a forager: to the nearest food and the nearest edge of a hazard in each sector, and to every neighbour in sight.</summary>
internal sealed class ForageSensors(AgentRoster roster, ForageField field, ForageOptions options) : ISensors
{
    public float Range => options.SightRange;

    public int Sectors => ForageObservations.Sectors;

    public void Trace(int kind, int row, List<SensorRay> rays)
    {
        Body body = new(roster.X[row], roster.Y[row], roster.Headings[row]);
        AddNearest(SensedThing.Food, field.Food, [], body, rays);
        AddNearest(SensedThing.Hazard, field.Hazards, field.SortedHazardRadii, body, rays);
        AddNeighbours(row, body, rays);
    }

    /// <param name="thing">The kind of thing to look for.</param>
    /// <param name="things">The places of these things.</param>
    /// <param name="radii">Radii of the things in the same order; empty for points.</param>
    /// <param name="body">The agent that looks.</param>
    /// <param name="rays">The list to add to.</param>
    private void AddNearest(SensedThing thing, UniformGrid things, ReadOnlySpan<float> radii, in Body body, List<SensorRay> rays)
    {
        Span<(float Distance, float X, float Y)> nearest = stackalloc (float, float, float)[ForageObservations.Sectors];
        nearest.Fill((options.SightRange, 0, 0));
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        foreach (ref readonly CellRange range in ranges[..things.Touched(body.X, body.Y, options.SightRange, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = things.X[j] + range.ShiftX - body.X, dy = things.Y[j] + range.ShiftY - body.Y, square = dx * dx + dy * dy;
                if (square >= options.SightRange * options.SightRange)
                {
                    continue;
                }

                float middle = MathF.Sqrt(square), edge = radii.IsEmpty ? middle : Math.Max(0, middle - radii[j]);
                (float ahead, float left) = body.Rotate(dx, dy);
                ref (float Distance, float X, float Y) best = ref nearest[ForageObservations.Sector(ahead, left)];
                if (edge < best.Distance)
                {
                    float share = middle == 0 ? 0 : edge / middle;
                    best = (edge, dx * share, dy * share);
                }
            }
        }

        foreach ((float distance, float x, float y) in nearest)
        {
            if (distance < options.SightRange)
            {
                rays.Add(new SensorRay(thing, x, y, 1 - distance / options.SightRange));
            }
        }
    }

    private void AddNeighbours(int row, in Body body, List<SensorRay> rays)
    {
        UniformGrid agents = field.Agents;
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        foreach (ref readonly CellRange range in ranges[..agents.Touched(body.X, body.Y, options.SightRange, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = agents.X[j] + range.ShiftX - body.X, dy = agents.Y[j] + range.ShiftY - body.Y, square = dx * dx + dy * dy;
                if (square < options.SightRange * options.SightRange && agents.Items[j] != row)
                {
                    rays.Add(new SensorRay(SensedThing.Neighbour, dx, dy, 1 - MathF.Sqrt(square) / options.SightRange));
                }
            }
        }
    }
}
