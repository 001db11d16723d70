using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Input;

/// <summary>What a person asks of the panels by key: which are shown, where, and what of the weights.</summary>
/// <param name="runner">What runs.</param>
/// <param name="watch">What is seen of it.</param>
/// <param name="data">What panels show.</param>
/// <param name="columns">The panels.</param>
internal sealed class PanelCommands(LiveRunner runner, LiveWatch watch, RunData data, PanelColumns columns)
{
    private readonly WeightsPanel _weights = columns.Panels.OfType<WeightsPanel>().Single();
    private readonly NetworkPanel _network = columns.Panels.OfType<NetworkPanel>().Single();
    private Panel[] _hidden = [];

    /// <summary>Its keys.</summary>
    internal IReadOnlyList<Shortcut> Shortcuts =>
    [
        .. columns.Panels.Select(panel => new Shortcut(panel.Key, panel.KeyName, $"show or hide: {panel.Title}", () => panel.IsShown = !panel.IsShown)),
        new(Key.Tab, "Tab", "hide or show all panels", ToggleAll),
        new(Key.L, "L", "all panels where they were", columns.Reset),
        new(Key.G, "G", "weights, gradients, updates or change", NextView),
        new(Key.M, "M", "mark the weights: change is since then", Mark),
    ];

    /// <summary>Its buttons.</summary>
    internal IReadOnlyList<Button> Buttons => [.. columns.Panels.Select(panel => new Button(panel.Key, panel.KeyName, () => panel.Title, () => panel.IsShown))];

    /// <summary>Lets the run find out what is shown alone.</summary>
    internal void AskForWhatIsShown()
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

    /// <summary>Where nobody sees the weights, they are shown first as they were.</summary>
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
        watch.Events.Add(data.Snapshot.Frame, "marked the weights: change is since then");
    }
}
