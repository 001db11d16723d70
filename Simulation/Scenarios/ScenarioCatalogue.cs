using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Scenarios.Control;
using NeuroAgents.Simulation.Scenarios.Flock;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Simulation.Scenarios.Pursuit;
using NeuroAgents.Simulation.Scenarios.Separate;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The scenarios by name. This is the only list of them: a new scenario needs a folder and an entry here.</summary>
/// <param name="scenarios">Scenarios in the order in which they are listed.</param>
public sealed class ScenarioCatalogue(params IReadOnlyList<Scenario> scenarios)
{
    /// <summary>The scenarios of this library.</summary>
    public static ScenarioCatalogue Standard { get; } = new(
        [new ForageScenario(), new FlockScenario(), new PursuitScenario(), new SeparateScenario(), .. ControlScenario.All]);

    /// <summary>All scenarios in the order in which they are listed.</summary>
    public IReadOnlyList<Scenario> All => scenarios;

    /// <summary>Finds a scenario by its name.</summary>
    /// <exception cref="SettingException">No scenario has the name. The message names the closest one.</exception>
    public Scenario Find(string name)
    {
        string[] names = [.. All.Select(scenario => scenario.Name)];
        string hint = ClosestName.Find(name, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        return All.FirstOrDefault(scenario => scenario.Name == name)
            ?? throw new SettingException($"--scenario: expected one of {string.Join(", ", names)}, received {Excerpt.Of(name)}.{hint}");
    }
}
