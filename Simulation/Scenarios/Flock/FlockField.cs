using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The places of all agents in this frame, sorted by cells, and a score of each agent's flight with its neighbours.</summary>
internal sealed class FlockField(FlockOptions options, AgentRoster roster, ScenarioSetup setup) : ISystem
{
    /// <summary>The agents by cell. Items are rows of the roster.</summary>
    internal UniformGrid Agents { get; } = new(new Torus(options.Side), options.CellSize, reach: 1);

    /// <summary>Order times spacing by row, 0 to 1. The sense system writes it.</summary>
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
