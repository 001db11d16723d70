using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Input;

[Collection(Display.Name)]
public sealed class CommandTests
{
    private static readonly RunOptions s_flock = new() { Scenario = "flock", Agents = 30, Seed = 4, Workers = 1 };

    [Fact]
    public void KeysPauseStepResumeAndRestart()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true });
        WorldSnapshot World() => open.Viewer.Data.Snapshot;
        Assert.Equal(0, World().Frame);
        Assert.Equal(30, World().Kinds[0].Agents.Count);
        for (int frame = 1; frame <= 3; frame++)
        {
            open.Press(Key.O);
            open.ShowUntil(() => World().Frame == frame);
        }

        open.Press(Key.P);
        Assert.False(open.Viewer.Runner.IsPaused);
        open.ShowUntil(() => World().Frame > 20);
        open.Press(Key.P);
        Assert.True(open.Viewer.Runner.IsPaused);
        open.Press(Key.R);
        open.ShowUntil(() => World().Frame == 0);
    }

    [Fact]
    public void AButtonDoesWhatItsKeyDoes()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true });
        SKRect bar = open.Viewer.Layout.Bar;
        open.Click(bar.Left + 20, bar.Top + 20);
        Assert.False(open.Viewer.Runner.IsPaused);
        open.Click(bar.Left + 20, bar.Top + 20);
        Assert.True(open.Viewer.Runner.IsPaused);
    }

    [Fact]
    public void TheWorldTakesTheRoomOfHiddenPanels()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true, Show = ["loss", "weights"] });
        float before = open.Viewer.Layout.World.Width;
        open.Press(Key.Number1);
        open.Viewer.ShowPicture();
        Assert.Equal("weights", open.Viewer.Layout.Panels.Keys.Single().Name);
        open.Press(Key.Tab);
        open.Viewer.ShowPicture();
        Assert.Empty(open.Viewer.Layout.Panels);
        Assert.True(open.Viewer.Layout.World.Width > before + 200);
        open.Press(Key.Tab);
        open.Viewer.ShowPicture();
        Assert.Equal("weights", open.Viewer.Layout.Panels.Keys.Single().Name);
        open.Press(Key.F1);
        Assert.True(open.Viewer.Commands.Help.IsShown);
        open.Press(Key.Escape);
        Assert.False(open.Viewer.Commands.Help.IsShown);
    }

    [Fact]
    public void ATitleDragMovesAPanelAndLMovesItBack()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true, Show = ["loss", "frame"] });
        PanelLayout layout = open.Viewer.Layout;
        Panel loss = layout.Panels.Keys.Single(panel => panel.Name == "loss"), frame = layout.Panels.Keys.Single(panel => panel.Name == "frame");
        SKRect before = layout.Panels[frame], target = layout.Panels[loss];
        open.Drag(before.Left + 60, before.Top + 12, target.Left + 60, target.Top + 12);
        open.Viewer.ShowPicture();
        Assert.Equal(target.Left, layout.Panels[frame].Left);
        Assert.True(layout.Panels[frame].Bottom < layout.Panels[loss].Top);
        open.Press(Key.L);
        open.Viewer.ShowPicture();
        Assert.Equal(before, layout.Panels[frame]);
    }

    [Fact]
    public void KeysChangeColourSpeedAndCamera()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true });
        Assert.Equal("disagreement", open.Viewer.Data.Snapshot.Measure!.Name);
        open.Press(Key.C);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Measure!.Name == "turn");
        open.Press(Key.Minus);
        Assert.Equal(8, open.Viewer.Runner.Speed);
        float fitted = open.Viewer.Camera.PixelsPerMetre;
        SKRect world = open.Viewer.Layout.World;
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Wheel, X: world.MidX, Y: world.MidY, Delta: 3));
        Assert.True(open.Viewer.Camera.PixelsPerMetre > 1.5f * fitted);
        open.Press(Key.Home);
        open.Viewer.ShowPicture();
        Assert.Equal(fitted, open.Viewer.Camera.PixelsPerMetre, 1e-4f);
    }

    /// <summary>A picture that can't be saved logs an event, and the run continues.</summary>
    [Fact]
    public void ASavedOrFailedPictureIsAnEvent()
    {
        using TemporaryFolder folder = new();
        string path = folder["neuroagents-flock-0.png"];
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true });
        open.Viewer.Saver.Folder = folder.Path;
        open.Press(Key.F12);
        open.Viewer.ShowPicture();
        Assert.Equal("saved neuroagents-flock-0.png", open.Events()[^1]);
        using SKBitmap picture = SKBitmap.Decode(path);
        Assert.Equal(open.Viewer.Size, (picture.Width, picture.Height));
        File.Delete(path);
        Directory.CreateDirectory(path);
        open.Press(Key.F12);
        open.Viewer.ShowPicture();
        Assert.StartsWith("save a picture: ", open.Events()[^1]);
        Assert.Contains(path, open.Events()[^1]);
    }

    [Fact]
    public void FollowingEndsWithTheScenario()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true, Select = 0 });
        open.Press(Key.F);
        open.Press(Key.R);
        open.Viewer.ShowPicture();
        Assert.True(open.Viewer.Commands.IsFollowing);
        open.Viewer.CurrentRun.Restart(s_flock with { Scenario = "forage" });
        open.ShowUntil(() => open.Viewer.Data.Facts?.Scenario == "forage");
        Assert.False(open.Viewer.Commands.IsFollowing);
    }

    [Fact]
    public void KeysOfTheHiddenWeightsPanelShowItAndSwitchItsView()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true });
        WeightsPanel weights = open.Viewer.Panels.OfType<WeightsPanel>().Single();
        open.Press(Key.G);
        Assert.Equal((true, WeightView.Weights), (weights.IsShown, weights.View));
        open.Press(Key.G);
        Assert.Equal((true, WeightView.Gradients), (weights.IsShown, weights.View));
        open.Press(Key.M);
        Assert.Equal("marked the weights: \"change\" starts here", open.Events()[^1]);
    }

    [Fact]
    public void ADragMovesTheWorldAndSelectsNoAgent()
    {
        using OpenViewer open = new(s_flock, null, options => options with { IsPaused = true });
        SKRect world = open.Viewer.Layout.World;
        (float x, float y) = open.Viewer.Camera.ToWorld(world.MidX, world.MidY);
        open.Viewer.Handle(new WindowEvent(WindowEventKind.ButtonDown, X: world.MidX, Y: world.MidY));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Move, X: world.MidX + 50, Y: world.MidY + 30));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.ButtonUp, X: world.MidX + 50, Y: world.MidY + 30));
        (float movedX, float movedY) = open.Viewer.Camera.ToWorld(world.MidX + 50, world.MidY + 30);
        Assert.Equal(x, movedX, 1e-3f);
        Assert.Equal(y, movedY, 1e-3f);
        open.Viewer.ShowPicture();
        Assert.Null(open.Viewer.Data.Snapshot.Selected.Handle);
    }
}
