using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The items of food eaten per agent and minute since the start.</summary>
internal sealed class ForageScore
{
    private long _meals;
    private double _agentSeconds;

    internal double PerAgentAndMinute => _agentSeconds == 0 ? 0 : _meals * 60 / _agentSeconds;

    internal void CountMeal() => _meals++;

    internal void CountLife(int agents, float seconds) => _agentSeconds += agents * (double)seconds;

    internal void Save(TensorArchive archive)
    {
        SavedNumbers.AddCount(archive, "scenario/meals", _meals);
        SavedNumbers.AddSum(archive, "scenario/agent_seconds", _agentSeconds);
    }

    internal void Load(TensorArchive archive)
    {
        _meals = SavedNumbers.Count(archive, "scenario/meals");
        _agentSeconds = SavedNumbers.Sum(archive, "scenario/agent_seconds");
    }
}
