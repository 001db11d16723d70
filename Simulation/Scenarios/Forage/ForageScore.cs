namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Food eaten per agent and minute since the start.</summary>
internal sealed class ForageScore
{
    private long _meals;
    private double _agentSeconds;

    internal double PerAgentAndMinute => _agentSeconds == 0 ? 0 : _meals * 60 / _agentSeconds;

    internal void CountMeal() => _meals++;

    internal void CountLife(int agents, float seconds) => _agentSeconds += agents * (double)seconds;
}
