using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The system that writes every agent's observation, which is its place.</summary>
internal sealed class LookSystem(AgentRoster roster, Brain brain, Workers workers) : ISystem, IParallelWork
{
    private const int RowsPerPart = 1024;

    public void Run(long frame)
    {
        brain.BeginDecisions(roster.Handles);
        workers.Run(this, roster.Count, RowsPerPart);
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        Decisions decisions = brain.Decisions;
        ReadOnlySpan<float> x = roster.X, y = roster.Y;
        for (int row = start; row < start + count; row++)
        {
            Plane.Observe(new Position(x[row], y[row]), decisions.Observation(row));
        }
    }
}
