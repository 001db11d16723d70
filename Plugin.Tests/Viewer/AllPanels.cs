using NeuroAgents.Overlay.Panels;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Tests.Viewer;

/// <summary>The viewer's panels without a window.</summary>
internal static class AllPanels
{
    internal static IReadOnlyList<Panel> Create(RunData data)
    {
        LiveWatch watch = new();
        using LiveRunner runner = new(new RunOptions { Agents = 1, Workers = 1 }, watch);
        using CurrentRun played = new(runner, watch);
        return PanelCatalogue.Create(data, runner, played);
    }
}
