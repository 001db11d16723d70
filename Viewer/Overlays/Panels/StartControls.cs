using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The controls that take effect at the next start: agents, seed and the scenario's settings.</summary>
/// <param name="draft">The draft that they edit.</param>
internal sealed class StartControls(StartDraft draft)
{
    /// <summary>Returns the rows of all controls.</summary>
    internal IEnumerable<ControlRow> Rows()
    {
        int agents = draft.Agents;
        ulong seed = draft.Seed;
        yield return new ControlRow("agents", "number of agents, 1 to 1000000", new Field("agents", () => RunCommandLine.Text(draft.Agents), WriteAgents) { IsMarked = () => draft.Agents != agents });
        yield return new ControlRow("seed", "seed of all random numbers, a whole number from 0", new Field("seed", () => RunCommandLine.Text(draft.Seed), WriteSeed) { IsMarked = () => draft.Seed != seed });
        foreach (Setting setting in draft.Settings)
        {
            yield return new ControlRow(setting.Name, $"{setting.Meaning}; {setting.Range}", Create(setting));
        }
    }

    private Control Create(Setting setting) => setting.Kind switch
    {
        SettingKind.Flag => new Toggle(setting.Name, () => draft.Text(setting) == "true", isOn => draft.Write(setting, isOn ? "true" : "false")),
        SettingKind.Choice => new Choice(setting.Name, setting.Words, () => draft.Text(setting), word => draft.Write(setting, word)) { IsMarked = () => draft.IsChanged(setting) },
        _ => new Field(setting.Name, () => draft.Text(setting), text => draft.Write(setting, text)) { IsMarked = () => draft.IsChanged(setting) },
    };

    private string? WriteAgents(string text)
    {
        if (OptionText.Whole(text) is not { } value || value is < 1 or > 1_000_000)
        {
            return $"agents: expected a whole number from 1 to 1000000, received \"{text}\".";
        }

        draft.Agents = value;
        return null;
    }

    private string? WriteSeed(string text)
    {
        if (OptionText.Natural(text) is not { } value)
        {
            return string.Create(CultureInfo.InvariantCulture, $"seed: expected a whole number from 0 to {ulong.MaxValue}, received \"{text}\".");
        }

        draft.Seed = value;
        return null;
    }
}

/// <summary>A draft of the next start: the options of the current run, with its live changes and the user's changes in the panel.</summary>
/// <param name="options">The options of the current run.</param>
internal sealed class StartDraft(RunOptions options)
{
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>The scenario.</summary>
    internal Scenario Scenario { get; } = options.FindScenario();

    /// <summary>Number of agents.</summary>
    internal int Agents { get; set; } = options.Agents;

    /// <summary>The seed.</summary>
    internal ulong Seed { get; set; } = options.Seed;

    /// <summary>The settings that take effect only at a start. The others can be changed live, and a restart keeps their current values.</summary>
    internal IEnumerable<Setting> Settings => Scenario.Settings.Where(setting => !IsLive(setting));

    /// <summary>Returns the drafted value of a setting.</summary>
    internal string Text(Setting setting) => _texts.TryGetValue(setting.Name, out string? text) ? text : TextNow(setting);

    /// <summary>Returns whether the drafted value differs from the current one.</summary>
    internal bool IsChanged(Setting setting) => !AreSame(setting, Text(setting), TextNow(setting));

    /// <summary>Sets a setting from a text.</summary>
    /// <returns>The reason, in one line, why the text is refused; null if it is accepted.</returns>
    internal string? Write(Setting setting, string text)
    {
        try
        {
            setting.Parse(text);
        }
        catch (SettingException error)
        {
            return error.Message;
        }

        _texts[setting.Name] = text;
        return null;
    }

    /// <summary>Builds the options of the next start.</summary>
    /// <param name="now">The current learning settings.</param>
    internal RunOptions Build(in LearningSettings now)
    {
        Dictionary<string, string> set = [];
        foreach (Setting setting in Scenario.Settings)
        {
            string text = now.CanLearn && IsLive(setting) ? LiveText(setting, now) : Text(setting);
            if (!AreSame(setting, text, setting.Default))
            {
                set.Add(setting.Name, text);
            }
        }

        return options with { Agents = Agents, Seed = Seed, LearnSteps = now.LearnSteps, LearnBudgetMs = now.LearnBudgetMs, Set = set };
    }

    /// <summary>Returns whether a start would use options different from those of the current run.</summary>
    internal bool IsPending(in LearningSettings now)
    {
        RunOptions next = Build(now);
        return next with { Set = options.Set } != options
            || Scenario.Settings.Any(setting => !AreSame(setting, next.Set.GetValueOrDefault(setting.Name, setting.Default), TextNow(setting)));
    }

    private string TextNow(Setting setting) => options.Set.GetValueOrDefault(setting.Name, setting.Default);

    private static bool IsLive(Setting setting)
        => setting.Name == BrainSettings.LearningRate.Name || setting.Name == BrainSettings.Batch.Name || setting.Name == BrainSettings.Dropout.Name;

    private static string LiveText(Setting setting, in LearningSettings now)
        => setting.Name == BrainSettings.LearningRate.Name ? RunCommandLine.Text(now.LearningRate)
            : setting.Name == BrainSettings.Batch.Name ? RunCommandLine.Text(now.BatchSize)
            : RunCommandLine.Text(now.Dropout);

    private static bool AreSame(Setting setting, string a, string b) => setting.Parse(a).SequenceEqual(setting.Parse(b));
}
