using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Scenarios.Flock;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Simulation.Scenarios.Pursuit;
using NeuroAgents.Simulation.Scenarios.Separate;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Every scenario, by name.</summary>
public static class ScenarioCatalogue
{
    /// <summary>All scenarios in the order in which they are listed.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [new ForageScenario(), new FlockScenario(), new PursuitScenario(), new SeparateScenario()];

    /// <summary>The scenario of a name.</summary>
    /// <exception cref="SettingException">There is none; the message names the closest.</exception>
    public static Scenario Find(string name)
    {
        string[] names = [.. All.Select(scenario => scenario.Name)];
        string hint = ClosestName.Find(name, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return All.FirstOrDefault(scenario => scenario.Name == name)
            ?? throw new SettingException($"--scenario: expected one of {string.Join(", ", names)}, given {Excerpt.Of(name)}.{hint}");
    }
}
