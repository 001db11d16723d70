using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Overlays.Toolkit;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The controls of what takes effect with the next start: agents, seed and the scenario's settings.</summary>
/// <param name="draft">What they change.</param>
internal sealed class StartControls(StartDraft draft)
{
    /// <summary>All lines.</summary>
    internal IEnumerable<ControlRow> Rows()
    {
        int agents = draft.Agents;
        ulong seed = draft.Seed;
        yield return new ControlRow("agents", "number of agents, 1 to 1000000", new Field("agents", () => RunCommandLine.Text(draft.Agents), WriteAgents) { IsMarked = () => draft.Agents != agents });
        yield return new ControlRow("seed", "seed of everything random, a whole number from 0", new Field("seed", () => RunCommandLine.Text(draft.Seed), WriteSeed) { IsMarked = () => draft.Seed != seed });
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
            return $"agents: expected a whole number from 1 to 1000000, given \"{text}\".";
        }

        draft.Agents = value;
        return null;
    }

    private string? WriteSeed(string text)
    {
        if (OptionText.Natural(text) is not { } value)
        {
            return string.Create(CultureInfo.InvariantCulture, $"seed: expected a whole number from 0 to {ulong.MaxValue}, given \"{text}\".");
        }

        draft.Seed = value;
        return null;
    }
}
