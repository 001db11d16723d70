using NeuroAgents.Agents;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Application;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

[Collection(Display.Name)]
public sealed class SlowStepTests
{
    private const int Pictures = 5;

    /// <summary>Keys, mouse and pictures never wait for a step, even if it takes as long as the test.</summary>
    [Fact]
    public void TheWindowRespondsDuringAStep()
    {
        RunOptions run = new() { Scenario = "forage", Agents = 60, Seed = 5, Workers = 1 };
        using OpenViewer open = new(run, null, options => options with { IsPaused = true, Show = PanelCatalogue.Default });
        using StepGate gate = new(open.Viewer.Runner);
        open.ShowUntil(() => gate.IsReady && open.Viewer.Runner.IsIdle);
        gate.Close();
        open.Press(Key.O);
        open.ShowUntil(() => gate.IsHolding);
        LiveViewer viewer = open.Viewer;
        Assert.False(viewer.Runner.IsIdle);

        Answer(open);
        for (int i = 0; i < Pictures; i++)
        {
            viewer.ShowPicture();
        }

        using SKBitmap picture = open.Read();
        Assert.True(gate.IsHolding);
        Assert.Equal(0, viewer.Data.Snapshot.Frame);

        gate.Open();
        open.ShowUntil(() => viewer.Data.Snapshot is { Frame: 1, Measure.Name: "disagreement", Selected.Handle: not null });
    }

    /// <summary>All commands sent to the run during the step are queued and performed after it.</summary>
    private static void Answer(OpenViewer open)
    {
        LiveViewer viewer = open.Viewer;
        KindSnapshot kind = viewer.Data.Snapshot.Kinds[0];
        AgentHandle handle = kind.Handles.Items[7];
        (float x, float y) = viewer.Camera.ToPixel(kind.Agents.Items[7].X, kind.Agents.Items[7].Y);
        open.Click(x, y);
        Assert.Equal(handle, viewer.Watch.Request.Selected);
        open.Press(Key.C);
        open.Press(Key.P);
        Assert.False(viewer.Runner.IsPaused);
        open.Press(Key.P);
        open.Press(Key.Minus);
        float before = viewer.Camera.PixelsPerMetre;
        viewer.Handle(new WindowEvent(WindowEventKind.Wheel, X: viewer.Layout.World.MidX, Y: viewer.Layout.World.MidY, Delta: 2));
        Assert.True(viewer.Camera.PixelsPerMetre > before);
        viewer.Runner.Post(new SetLearning { Value = true });
        open.Press(Key.Number1);
        viewer.ShowPicture();
        Assert.DoesNotContain(viewer.Layout.Panels.Keys, panel => panel.Name == "loss");
        open.Press(Key.Number1);
    }
}
