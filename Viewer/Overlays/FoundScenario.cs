using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What a search for a scenario has found: one of them, or one with a setting that is chosen among words.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Setting">Name of the setting; null for the scenario as it is.</param>
/// <param name="Word">The word that is chosen.</param>
internal sealed record FoundScenario(Scenario Scenario, string? Setting = null, string? Word = null)
{
    /// <summary>Its name on the command line.</summary>
    internal string Name => Scenario.Name;

    /// <summary>What it is called in the list.</summary>
    internal string Title => Setting is null ? Name : $"{Name}, {Setting} {Word}";

    /// <summary>All scenarios as they are.</summary>
    internal static IReadOnlyList<FoundScenario> All { get; } = [.. ScenarioCatalogue.Standard.All.Select(scenario => new FoundScenario(scenario))];

    /// <summary>Those with a text in their name, then in their description, then in a word of the world's settings; at most as many as there are scenarios.</summary>
    internal static IReadOnlyList<FoundScenario> Search(string text)
    {
        IEnumerable<FoundScenario> byName = All.Where(found => found.HasInName(text));
        IEnumerable<FoundScenario> byDescription = All.Where(found => Has(found.Scenario.Summary, text));
        IEnumerable<FoundScenario> byWord = All.SelectMany(found => WithWords(found.Scenario)).Where(found => Has(found.Word!, text));
        return [.. byName.Concat(byDescription).Concat(byWord).Distinct().Take(All.Count)];
    }

    internal bool HasInName(string text) => Has(Name, text);

    private static IEnumerable<FoundScenario> WithWords(Scenario scenario)
        => from setting in scenario.Settings.Except(BrainSettings.All) from word in setting.Words select new FoundScenario(scenario, setting.Name, word);

    private static bool Has(string text, string part) => text.Contains(part.Trim(), StringComparison.OrdinalIgnoreCase);
}
