using System.Reflection;
using Xunit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>The arrows between the viewer's folders, over real code.</summary>
public sealed class ViewerArrowTests
{
    private const string Root = "NeuroAgents.Viewer";
    private static readonly Assembly s_viewer = Assembly.Load("NeuroAgents.Viewer");

    /// <summary>Folders that each folder of the viewer may use. The table has no cycle: each line names lines above it alone.</summary>
    private static readonly (string Folder, string[] Sees)[] s_arrows =
    [
        ("Windowing", []),
        ("Metering", []),
        ("Toolkit", ["Windowing", "Metering"]),
        ("Brains", []),
        ("Networks", ["Toolkit", "Brains"]),
        ("Snapshots", ["Brains"]),
        ("Rendering", ["Toolkit", "Brains", "Snapshots"]),
        ("Overlays", ["Windowing", "Metering", "Toolkit", "Brains", "Networks", "Snapshots", "Rendering"]),
        ("Input", ["Windowing", "Toolkit", "Brains", "Snapshots", "Rendering", "Overlays"]),
        ("Scripting", ["Windowing", "Rendering"]),
        ("Application", ["Windowing", "Metering", "Toolkit", "Brains", "Networks", "Snapshots", "Rendering", "Overlays", "Input", "Scripting"]),
    ];

    /// <summary>Folders that another game could draw with: they know the plugin and no simulation.</summary>
    private static readonly string[] s_withoutSimulation = ["Windowing", "Metering", "Toolkit", "Brains", "Networks"];

    [Fact]
    public void TheFoldersSeeOnlyWhatTheTableAllows()
        => None(Rules.AgainstTheArrows(Own(), Root, s_arrows.ToDictionary(arrow => arrow.Folder, arrow => arrow.Sees)));

    [Fact]
    public void TheTableHasNoCycleAndEveryFolder()
    {
        for (int i = 0; i < s_arrows.Length; i++)
        {
            Assert.All(s_arrows[i].Sees, seen => Assert.Contains(seen, s_arrows.Take(i).Select(arrow => arrow.Folder)));
            Assert.Contains(Own(), type => Rules.IsWithin(type, $"{Root}.{s_arrows[i].Folder}"));
        }

        Assert.DoesNotContain(Own(), type => References.Outermost(type).Namespace == Root);
    }

    [Fact]
    public void FoldersThatDrawForAnyGameKnowNoSimulation()
    {
        foreach (string folder in s_withoutSimulation)
        {
            None(Rules.Uses(s_viewer.GetTypes(), $"{Root}.{folder}", used => Rules.IsWithin(used, "NeuroAgents.Simulation")));
        }
    }

    private static IEnumerable<Type> Own() => s_viewer.GetTypes().Where(type => Rules.IsWithin(References.Outermost(type), Root));

    private static void None(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct()];
        Assert.True(found.Length == 0, string.Join('\n', found.Take(200)));
    }
}
