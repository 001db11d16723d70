using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The square grid in which every agent has a cell.</summary>
/// <param name="agents">Number of agents.</param>
/// <param name="teams">Number of teams, whose agents take turns in the cells.</param>
internal sealed class ControlGrid(int agents, int teams)
{
    private const float CellSide = 4;

    /// <summary>Largest distance of a drawing from the middle of its cell, m.</summary>
    private const float Reach = 1.5f;
    private readonly int _columns = (int)Math.Ceiling(Math.Sqrt(agents));

    /// <summary>Length of the grid's side, m.</summary>
    internal float Side => _columns * CellSide;

    /// <summary>Returns the place of an agent's drawing.</summary>
    internal Position Place(AgentHandle agent, in ControlPose pose)
    {
        int cell = (agent.Slot * teams + agent.Brain) % (_columns * _columns);
        return new Position(
            (cell % _columns + 0.5f) * CellSide + Reach * Math.Clamp(pose.X, -1, 1),
            (cell / _columns + 0.5f) * CellSide + Reach * Math.Clamp(pose.Y, -1, 1));
    }
}
