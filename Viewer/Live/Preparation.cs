using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Overlays;

namespace NeuroAgents.Viewer.Live;

/// <summary>What takes its time before the first frame.</summary>
internal static class Preparation
{
    /// <summary>In words: how many agents, and how large a network.</summary>
    internal static string Describe(RunOptions options)
    {
        IReadOnlyList<Setting> settings = options.FindScenario().Settings;
        int[] hidden = new SettingValues(settings, options.Set).Widths(settings.First(setting => setting.Name == BrainSettings.Hidden.Name));
        string layers = hidden.Length == 0 ? "without a hidden layer" : $"with {string.Join(" → ", hidden.Select(width => Numerals.Whole(width)))} hidden neurons";
        return $"preparing {Numerals.Whole(options.Agents)} agents and a network {layers}…";
    }
}
