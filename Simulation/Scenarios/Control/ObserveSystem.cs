using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The system that writes the observation of every agent's state.</summary>
internal sealed class ObserveSystem(World world, QueryDescription agents, IControlTask task, AgentRoster roster, Brain brain, Workers workers) : ChunkSystem(world, agents, workers), ISystem
{
    public void Run(long frame)
    {
        brain.BeginDecisions(roster.Handles);
        RunChunks();
    }

    protected override void Execute(ref Chunk chunk)
    {
        int count = chunk.Count;
        ReadOnlySpan<BrainAgent> agents = chunk.GetSpan<BrainAgent>()[..count];
        Span<float> states = ControlState.Values(chunk.GetSpan<ControlState>()[..count]);
        Decisions decisions = brain.Decisions;
        for (int i = 0; i < count; i++)
        {
            task.Observe(states.Slice(i * ControlState.Capacity, task.StateWidth), decisions.Observation(roster.RowOf(agents[i].Handle)));
        }
    }
}
