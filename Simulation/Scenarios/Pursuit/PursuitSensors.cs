using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>Whom an agent of one kind sensed: those of the other kind in sight, and those of its own that are close.</summary>
internal sealed class PursuitSensors(Team own, Team other, PursuitOptions options)
{
    internal void Trace(int row, List<SensorRay> rays)
    {
        Add(other.Places, row, nobody: -1, options.Sight, SensedThing.Opponent, rays);
        Add(own.Places, row, nobody: row, PursuitOptions.PersonalSpace, SensedThing.Neighbour, rays);
    }

    private void Add(UniformGrid places, int row, int nobody, float reach, SensedThing thing, List<SensorRay> rays)
    {
        AgentRoster roster = own.Kind.Roster;
        float x = roster.X[row], y = roster.Y[row];
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        foreach (ref readonly CellRange range in ranges[..places.Touched(x, y, reach, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = places.X[j] + range.ShiftX - x, dy = places.Y[j] + range.ShiftY - y;
                float square = dx * dx + dy * dy;
                if (square < reach * reach && places.Items[j] != nobody)
                {
                    rays.Add(new SensorRay(thing, dx, dy, 1 - MathF.Sqrt(square) / reach));
                }
            }
        }
    }
}
