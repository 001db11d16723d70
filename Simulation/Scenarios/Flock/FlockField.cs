using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>Where everybody is in this frame, sorted by cells, and how well each flies with its neighbours.</summary>
internal sealed class FlockField(FlockOptions options, AgentRoster roster, ScenarioSetup setup) : ISystem
{
    /// <summary>Items are rows of the roster.</summary>
    internal UniformGrid Agents { get; } = new(new Torus(options.Side), options.CellSize, reach: 1);

    /// <summary>Order times spacing by row, 0 to 1: written while sensing.</summary>
    internal float[] Qualities { get; private set; } = new float[setup.Agents];

    public void Run(long frame)
    {
        if (Qualities.Length < roster.Count)
        {
            Qualities = new float[roster.Count * 2];
        }

        Agents.Build(roster.Places.X, roster.Places.Y, default, setup.Plugin.Workers);
    }
}
