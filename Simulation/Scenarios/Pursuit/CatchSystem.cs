using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The system that sorts both kinds by cells and finds the evaders within reach of a pursuer.</summary>
internal sealed class CatchSystem(Team pursuers, Team evaders, PursuitScore score, ScenarioSetup setup) : ISystem, IParallelWork
{
    private const int RowsPerPart = 64;
    private bool[] _caught = [];

    /// <summary>Flags by row, true for caught evaders.</summary>
    internal ReadOnlySpan<bool> Caught => _caught.AsSpan(0, evaders.Count);

    public void Run(long frame)
    {
        if (_caught.Length < evaders.Count)
        {
            _caught = new bool[evaders.Count * 2];
        }

        pursuers.Sort(setup.Plugin.Workers);
        evaders.Sort(setup.Plugin.Workers);
        setup.Plugin.Workers.Run(this, evaders.Count, RowsPerPart);
        score.Count(evaders.Count * setup.DeltaTime, System.MemoryExtensions.Count(Caught, true));
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        AgentRoster roster = evaders.Kind.Roster;
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int row = start; row < start + count; row++)
        {
            _caught[row] = IsReached(roster.X[row], roster.Y[row], ranges);
        }
    }

    private bool IsReached(float x, float y, Span<CellRange> ranges)
    {
        const float Reach = PursuitOptions.Reach;
        UniformGrid places = pursuers.Places;
        foreach (ref readonly CellRange range in ranges[..places.Touched(x, y, Reach, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = places.X[j] + range.ShiftX - x, dy = places.Y[j] + range.ShiftY - y;
                if (dx * dx + dy * dy < Reach * Reach)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
