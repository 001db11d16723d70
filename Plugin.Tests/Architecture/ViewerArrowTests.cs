using System.Reflection;
using NeuroAgents.Agents;
using Xunit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>Allowed dependencies ("arrows"): Viewer → Overlay → Plugin, and those between the folders of Viewer and Overlay, checked in the compiled code.</summary>
public sealed class ViewerArrowTests
{
    private const string ViewerRoot = "NeuroAgents.Viewer";
    private const string OverlayRoot = "NeuroAgents.Overlay";
    private static readonly Assembly s_viewer = Assembly.Load(ViewerRoot);
    private static readonly Assembly s_overlay = Assembly.Load(OverlayRoot);
    private static readonly Assembly s_plugin = typeof(Brain).Assembly;

    /// <summary>Folders that each folder of the overlay may use. The table has no cycle: each line names only lines above it.</summary>
    private static readonly (string Folder, string[] Sees)[] s_overlayArrows =
    [
        ("Metering", []),
        ("Toolkit", ["Metering"]),
        ("Brains", []),
        ("Histories", []),
        ("Networks", ["Toolkit", "Brains"]),
        ("Panels", ["Toolkit", "Brains", "Histories", "Networks"]),
    ];

    /// <summary>Folders that each folder of the viewer may use besides the overlay. The table has no cycle either.</summary>
    private static readonly (string Folder, string[] Sees)[] s_viewerArrows =
    [
        ("Windowing", []),
        ("Snapshots", []),
        ("Rendering", ["Snapshots"]),
        ("Overlays", ["Windowing", "Snapshots", "Rendering"]),
        ("Input", ["Windowing", "Snapshots", "Rendering", "Overlays"]),
        ("Scripting", ["Windowing", "Rendering"]),
        ("Application", ["Windowing", "Snapshots", "Rendering", "Overlays", "Input", "Scripting"]),
    ];

    [Fact]
    public void TheViewersFoldersUseOnlyAllowedFolders() => None(AgainstTheArrows(s_viewer, ViewerRoot, s_viewerArrows));

    [Fact]
    public void TheOverlaysFoldersUseOnlyAllowedFolders() => None(AgainstTheArrows(s_overlay, OverlayRoot, s_overlayArrows));

    [Fact]
    public void TheTablesHaveNoCycleAndEveryFolder()
    {
        RequireOrder(s_viewer, ViewerRoot, s_viewerArrows);
        RequireOrder(s_overlay, OverlayRoot, s_overlayArrows);
        Assert.DoesNotContain(Own(s_viewer, ViewerRoot), type => References.Outermost(type).Namespace == ViewerRoot);
    }

    /// <summary>The overlay uses only the plugin, so other games can draw with it.</summary>
    [Fact]
    public void TheOverlayUsesOnlyThePlugin()
    {
        AssemblyName[] own = [.. s_overlay.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("NeuroAgents", StringComparison.Ordinal))];
        Assert.Equal([s_plugin.GetName().Name], own.Select(name => name.Name));
        None(Rules.Uses(s_overlay.GetTypes(), OverlayRoot, used => Rules.IsWithin(used, "NeuroAgents") && used.Assembly != s_overlay && used.Assembly != s_plugin));
        Assert.Contains(References.Of(Own(s_overlay, OverlayRoot)), reference => reference.Used == typeof(Brain));
        Assert.DoesNotContain(s_overlay.GetReferencedAssemblies(), name => name.Name!.StartsWith("Silk.NET.Windowing", StringComparison.Ordinal));
    }

    [Fact]
    public void NothingBelowTheViewerUsesTheOverlay()
    {
        Assert.Contains(s_viewer.GetReferencedAssemblies(), name => name.Name == OverlayRoot);
        foreach (Assembly below in (Assembly[])[s_plugin, Assembly.Load("NeuroAgents.Simulation")])
        {
            Assert.DoesNotContain(below.GetReferencedAssemblies(), name => name.Name is OverlayRoot or ViewerRoot);
        }
    }

    private static IEnumerable<string> AgainstTheArrows(Assembly assembly, string root, (string Folder, string[] Sees)[] arrows)
        => Rules.AgainstTheArrows(Own(assembly, root), root, arrows.ToDictionary(arrow => arrow.Folder, arrow => arrow.Sees));

    private static void RequireOrder(Assembly assembly, string root, (string Folder, string[] Sees)[] arrows)
    {
        for (int i = 0; i < arrows.Length; i++)
        {
            Assert.All(arrows[i].Sees, seen => Assert.Contains(seen, arrows.Take(i).Select(arrow => arrow.Folder)));
            Assert.Contains(Own(assembly, root), type => Rules.IsWithin(type, $"{root}.{arrows[i].Folder}"));
        }
    }

    private static IEnumerable<Type> Own(Assembly assembly, string root) => assembly.GetTypes().Where(type => Rules.IsWithin(References.Outermost(type), root));

    private static void None(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct()];
        Assert.True(found.Length == 0, string.Join('\n', found.Take(200)));
    }
}
