using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Input;

/// <summary>The keyboard commands of the panels: showing, hiding and arranging panels, and choosing the weights panel's content.</summary>
/// <param name="runner">The runner of the run.</param>
/// <param name="watch">The observer of the run.</param>
/// <param name="data">The data of the panels.</param>
/// <param name="columns">The panels.</param>
internal sealed class PanelCommands(LiveRunner runner, LiveWatch watch, RunData data, PanelColumns columns)
{
    private readonly WeightsPanel _weights = columns.Panels.OfType<WeightsPanel>().Single();
    private readonly NetworkPanel _network = columns.Panels.OfType<NetworkPanel>().Single();
    private Panel[] _hidden = [];

    /// <summary>Keyboard shortcuts of the panels.</summary>
    internal IReadOnlyList<Shortcut> Shortcuts =>
    [
        .. columns.Panels.Select(panel => new Shortcut(panel.Key, panel.KeyName, $"show or hide {panel.Title.ToLowerInvariant()}", () => panel.IsShown = !panel.IsShown)),
        new(Key.Tab, "Tab", "hide or show all panels", ToggleAll),
        new(Key.L, "L", "reset the places of all panels", columns.Reset),
        new(Key.G, "G", "next view of the weights panel", NextView),
        new(Key.M, "M", "mark the weights that \"change\" starts from", Mark),
    ];

    /// <summary>Buttons of the panels.</summary>
    internal IReadOnlyList<Button> Buttons => [.. columns.Panels.Select(panel => new Button(panel.Key, panel.KeyName, () => panel.Title, () => panel.IsShown))];

    /// <summary>Requests network data from the run only while the network panel is shown.</summary>
    internal void RequestNetworkData()
    {
        bool isNetworkShown = _network.IsShown;
        if (watch.Request.Network != isNetworkShown)
        {
            watch.Request = watch.Request with { Network = isNetworkShown };
            runner.Refresh();
        }
    }

    private void ToggleAll()
    {
        Panel[] shown = [.. columns.Panels.Where(panel => panel.IsShown)];
        bool isHiding = shown.Length > 0;
        foreach (Panel panel in isHiding ? shown : _hidden.Length > 0 ? _hidden : columns.Panels)
        {
            panel.IsShown = !isHiding;
        }

        _hidden = shown;
    }

    /// <summary>Switches the weights panel to its next view. If the panel is hidden, it is only shown, with its last view.</summary>
    private void NextView()
    {
        if (_weights.IsShown)
        {
            _weights.NextView();
        }

        _weights.IsShown = true;
    }

    private void Mark()
    {
        data.Mark = WeightMark.Of(data);
        watch.Events.Add(data.Snapshot.Frame, "marked the weights: \"change\" starts here");
    }
}
