using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The rays of an agent: to the agents of the other kind in sight, and to close agents of its own kind.</summary>
internal sealed class PursuitSensors(Team pursuers, Team evaders, PursuitOptions options) : ISensors
{
    public float Range => options.SightRange;

    public int Sectors => 0;

    public void Trace(int kind, int row, List<SensorRay> rays)
    {
        (Team own, Team other) = kind == 0 ? (pursuers, evaders) : (evaders, pursuers);
        Add(own.Kind.Roster, other.Places, row, excluded: -1, options.SightRange, SensedThing.Opponent, rays);
        Add(own.Kind.Roster, own.Places, row, excluded: row, PursuitOptions.PersonalSpace, SensedThing.Neighbour, rays);
    }

    private static void Add(AgentRoster roster, UniformGrid places, int row, int excluded, float reach, SensedThing thing, List<SensorRay> rays)
    {
        float x = roster.X[row], y = roster.Y[row];
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        foreach (ref readonly CellRange range in ranges[..places.Touched(x, y, reach, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = places.X[j] + range.ShiftX - x, dy = places.Y[j] + range.ShiftY - y;
                float square = dx * dx + dy * dy;
                if (square < reach * reach && places.Items[j] != excluded)
                {
                    rays.Add(new SensorRay(thing, dx, dy, 1 - MathF.Sqrt(square) / reach));
                }
            }
        }
    }
}
