using NeuroAgents.Curricula;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The values of a task's settings for each episode: from the curriculum, or the run's own ones.</summary>
internal sealed class EpisodeSettings(IControlTask task, ScenarioSetup setup)
{
    private readonly float[] _values = [.. task.EpisodeSettings.Select(setting => (float)setup.Settings.Number(setting))];
    private readonly CurriculumParameter?[] _parameters = [.. task.EpisodeSettings.Select(setting => setup.Curriculum?.Find(setting.Name))];

    /// <summary>Number of settings that the task has.</summary>
    internal int Count => _values.Length;

    /// <summary>Writes the values of an episode. The same agent, episode and lesson give the same values. Does not allocate.</summary>
    internal void Draw(ulong agent, ulong episode, Span<float> values)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            values[i] = _parameters[i]?.Value(agent, episode) ?? _values[i];
        }
    }
}
