using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The rays of a flock member: one to every neighbour in sight.</summary>
internal sealed class FlockSensors(AgentRoster roster, FlockField field, FlockOptions options) : ISensors
{
    public float Range => options.SightRange;

    public int Sectors => 0;

    public void Trace(int kind, int row, List<SensorRay> rays)
    {
        UniformGrid agents = field.Agents;
        Neighbourhood seen = new(options.SightRange, options.Spacing);
        float x = roster.X[row], y = roster.Y[row];
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        foreach (ref readonly CellRange range in ranges[..agents.Touched(x, y, options.SightRange, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = agents.X[j] + range.ShiftX - x, dy = agents.Y[j] + range.ShiftY - y;
                if (seen.IsInSight(dx, dy) && agents.Items[j] != row)
                {
                    rays.Add(new SensorRay(SensedThing.Neighbour, dx, dy, 1 - MathF.Sqrt(dx * dx + dy * dy) / options.SightRange));
                }
            }
        }
    }
}
