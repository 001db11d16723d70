using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The catalogue of all panels.</summary>
internal static class PanelCatalogue
{
    /// <summary>Names of all panels.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["loss", "weights", "inspector", "frame", "events", "network", "settings"];

    /// <summary>Names of the panels shown by default.</summary>
    internal static IReadOnlyList<string> Default { get; } = ["loss", "weights", "inspector", "frame", "events"];

    /// <summary>Shows the panels with the given names.</summary>
    /// <param name="panels">All panels.</param>
    /// <param name="names">The names.</param>
    /// <param name="weights">The content of the weights panel.</param>
    internal static void Show(IReadOnlyList<Panel> panels, IReadOnlyList<string> names, WeightView weights)
    {
        foreach (Panel panel in panels)
        {
            panel.IsShown = names.Contains(panel.Name);
        }

        panels.OfType<WeightsPanel>().Single().View = weights;
    }

    /// <summary>Returns all panels, the most important first.</summary>
    internal static IReadOnlyList<Panel> Create(RunData data, LiveRunner runner, CurrentRun current) =>
    [
        new ScorePanel(data), new WeightsPanel(edit => runner.Post(Command(edit))), new InspectorPanel(), new FramePanel(data), new EventsPanel(data), new NetworkPanel(),
        new SettingsPanel(data, runner, current),
    ];

    private static SetWeight Command(WeightEdit edit)
        => new() { Brain = edit.Brain, Tensor = edit.Tensor, Row = edit.Row, Column = edit.Column, Value = edit.Value, Interim = !edit.IsFinal, Text = edit.Text };
}
