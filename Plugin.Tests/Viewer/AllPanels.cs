using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;

namespace NeuroAgents.Tests.Viewer;

/// <summary>The viewer's panels without a window.</summary>
internal static class AllPanels
{
    internal static IReadOnlyList<Panel> Create()
    {
        LiveWatch watch = new();
        using LiveRunner runner = new(new RunOptions { Agents = 1, Workers = 1 }, watch);
        using Played played = new(runner, watch);
        return PanelCatalogue.Create(new PanelData(), runner, played);
    }
}
