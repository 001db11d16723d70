using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>Adds up how well everybody flew in this frame.</summary>
internal sealed class ScoreSystem(AgentRoster roster, FlockField field, FlockScore score) : ISystem
{
    public void Run(long frame) => score.Add(field.Qualities.AsSpan(0, roster.Count));
}
