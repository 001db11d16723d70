using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The system that sorts both kinds by cells and finds the evaders within reach of a pursuer. The nearest pursuer catches.</summary>
internal sealed class CatchSystem(Team pursuers, Team evaders, PursuitScore score, ScenarioSetup setup) : ISystem, IParallelWork
{
    private const int RowsPerPart = 64;
    private const int Free = -1;
    private int[] _catchers = [];

    /// <summary>Rows of the pursuers by the evaders' rows; −1 for evaders that are not caught.</summary>
    internal ReadOnlySpan<int> Catchers => _catchers.AsSpan(0, evaders.Count);

    public void Run(long frame)
    {
        if (_catchers.Length < evaders.Count)
        {
            _catchers = new int[evaders.Count * 2];
        }

        pursuers.Sort(setup.Plugin.Workers);
        evaders.Sort(setup.Plugin.Workers);
        setup.Plugin.Workers.Run(this, evaders.Count, RowsPerPart);
        score.Count(evaders.Count * setup.DeltaTime, evaders.Count - System.MemoryExtensions.Count(Catchers, Free));
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        AgentRoster roster = evaders.Kind.Roster;
        Span<CellRange> ranges = stackalloc CellRange[UniformGrid.MaximumRanges];
        for (int row = start; row < start + count; row++)
        {
            _catchers[row] = FindCatcher(roster.X[row], roster.Y[row], ranges);
        }
    }

    /// <summary>Returns the row of the nearest pursuer within reach, the first of equally near ones; −1 if there is none.</summary>
    private int FindCatcher(float x, float y, Span<CellRange> ranges)
    {
        const float Reach = PursuitOptions.Reach;
        (int catcher, float nearest) = (Free, Reach * Reach);
        UniformGrid places = pursuers.Places;
        foreach (ref readonly CellRange range in ranges[..places.Touched(x, y, Reach, ranges)])
        {
            for (int j = range.Start; j < range.End; j++)
            {
                float dx = places.X[j] + range.ShiftX - x, dy = places.Y[j] + range.ShiftY - y;
                float square = dx * dx + dy * dy;
                if (square < nearest)
                {
                    (catcher, nearest) = (places.Items[j], square);
                }
            }
        }

        return catcher;
    }
}
