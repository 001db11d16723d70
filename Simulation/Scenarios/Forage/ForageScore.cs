using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Food eaten per agent and minute since the start.</summary>
internal sealed class ForageScore
{
    private long _meals;
    private double _agentSeconds;

    internal double PerAgentAndMinute => _agentSeconds == 0 ? 0 : _meals * 60 / _agentSeconds;

    internal void CountMeal() => _meals++;

    internal void CountLife(int agents, float seconds) => _agentSeconds += agents * (double)seconds;

    internal void Save(TensorArchive archive)
    {
        archive.AddScalar("scenario/meals", _meals);
        archive.AddScalar("scenario/agent_seconds", BitConverter.DoubleToInt64Bits(_agentSeconds));
    }

    internal void Load(TensorArchive archive)
    {
        _meals = archive.GetScalar<long>("scenario/meals");
        _agentSeconds = BitConverter.Int64BitsToDouble(archive.GetScalar<long>("scenario/agent_seconds"));
    }
}
