using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>All panels.</summary>
internal static class PanelCatalogue
{
    /// <summary>Their names.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["loss", "weights", "inspector", "frame", "events", "network", "settings"];

    /// <summary>Names of those that are shown where nobody asks for others.</summary>
    internal static IReadOnlyList<string> Default { get; } = ["loss", "weights", "inspector", "frame", "events"];

    /// <summary>Shows the panels of some names.</summary>
    /// <param name="panels">All panels.</param>
    /// <param name="names">The names.</param>
    /// <param name="weights">What the weights' panel shows.</param>
    internal static void Show(IReadOnlyList<Panel> panels, IReadOnlyList<string> names, WeightView weights)
    {
        foreach (Panel panel in panels)
        {
            panel.IsShown = names.Contains(panel.Name);
        }

        panels.OfType<WeightsPanel>().Single().View = weights;
    }

    /// <summary>All of them, in the order of their importance.</summary>
    internal static IReadOnlyList<Panel> Create(RunData data, LiveRunner runner, CurrentRun current) =>
    [
        new ScorePanel(data), new WeightsPanel(edit => runner.Post(Command(edit))), new InspectorPanel(), new FramePanel(data), new EventsPanel(data), new NetworkPanel(),
        new SettingsPanel(data, runner, current),
    ];

    private static SetWeight Command(WeightEdit edit)
        => new() { Brain = edit.Brain, Tensor = edit.Tensor, Row = edit.Row, Column = edit.Column, Value = edit.Value, Interim = !edit.IsFinal, Text = edit.Text };
}
