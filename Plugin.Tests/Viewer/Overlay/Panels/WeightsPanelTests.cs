using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay.Panels;

[Collection(Display.Name)]
public sealed class WeightsPanelTests
{
    private static readonly RunOptions s_separate = new() { Scenario = "separate", Agents = 60, Seed = 3, Workers = 1, Frames = 120 };

    /// <summary>Every cell of each view has the colour of the same run's value without a window.</summary>
    [Theory]
    [InlineData("weights")]
    [InlineData("gradients")]
    [InlineData("updates")]
    [InlineData("change")]
    public void TheMapsAreTheMatricesInColour(string view)
    {
        // The change is measured from the first picture, which shows frame 0 because the run waits for it.
        using OpenViewer open = new(s_separate, null, options => options with { Show = ["weights"], Frames = s_separate.Frames, IsPaused = true });
        open.Press(Key.P);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame >= s_separate.Frames && open.Viewer.IsOver);
        Panel(open).View = (WeightView)WeightViews.Names.ToList().IndexOf(view);
        float[] expected = Expected(view, out ParameterLayout layout);
        using SKBitmap picture = open.Read();
        SKRect corner = open.Viewer.Layout.Panels[Panel(open)];
        ParameterSegment[] layers = [.. layout.Segments.Where(segment => segment.Rows > 1)];
        double limit = 3 * Math.Sqrt(layers.SelectMany(layer => Values(expected, layer)).Average(value => (double)value * value));
        Assert.True(limit > 1e-5);
        Assert.Equal(layers.Length, Panel(open).Places.Count);
        foreach ((ParameterSegment layer, WeightPlace place) in layers.Zip(Panel(open).Places))
        {
            for (int input = 0; input < layer.Rows; input++)
            {
                for (int output = 0; output < layer.Columns; output++)
                {
                    SKRect cell = place.Cell(input, output);
                    float value = expected[layer.Offset + input * layer.Stride + output];
                    SKColor colour = Palette.Diverging(value / limit), found = picture.GetPixel((int)(corner.Left + cell.MidX), (int)(corner.Top + cell.MidY));
                    Assert.True(OpenViewer.AreAlike(colour, found, 2), $"{layer.Name} {input}, {output}: expected {colour}, received {found}");
                }
            }
        }
    }

    [Fact]
    public void ADragChangesTheWeightUnderTheCursorAndNoOther()
    {
        RunOptions run = s_separate with { LearnSteps = 0 };
        using OpenViewer open = new(run, null, options => options with { Show = ["weights"], IsPaused = true });
        open.Read().Dispose();
        float[] before = open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters.Items.ToArray();
        WeightPlace place = Panel(open).Places[1];
        SKRect corner = open.Viewer.Layout.Panels[Panel(open)], cell = place.Cell(7, 12);
        float x = corner.Left + cell.MidX, y = corner.Top + cell.MidY;
        double limit = Map(open, WeightView.Weights).Limit;
        open.Viewer.Handle(new WindowEvent(WindowEventKind.ButtonDown, X: x, Y: y));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Move, X: x + 300, Y: y - 10));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Move, X: x + 300, Y: y - 40));
        open.Viewer.Handle(new WindowEvent(WindowEventKind.ButtonUp, X: x + 300, Y: y - 40));
        int at = place.Layer.Weights.Offset + 7 * place.Layer.Weights.Stride + 12;
        float[] expected = [.. before];
        expected[at] += (float)(limit / 2);
        open.ShowUntil(() => Math.Abs(open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters.Items[at] - expected[at]) < 1e-5);
        float[] after = open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters.Items.ToArray();
        expected[at] = after[at];
        Assert.Equal(expected, after);
        Assert.Empty(open.Viewer.Data.Snapshot.Kinds[0].Brain.Updates.Items.ToArray());
        string change = $"by hand, dense_1: from unit 7 into unit 12: {Numerals.Short(before[at])} → {Numerals.Short(after[at])}";
        open.ShowUntil(() => open.Events().Length > 0);
        Assert.Equal([change], open.Events());

        // A move without the button changes nothing more.
        open.Viewer.Handle(new WindowEvent(WindowEventKind.Move, X: x, Y: y - 100));
        open.Viewer.Runner.Step();
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 1);
        Assert.Equal(after, open.Viewer.Data.Snapshot.Kinds[0].Brain.Parameters.Items.ToArray());
    }

    /// <summary>Two brains are shown if both have room. Otherwise the selected agent's brain is shown until the other one is chosen.</summary>
    [Fact]
    public void OneOfTwoBrainsIsChosenIfBothDoNotFit()
    {
        RunOptions run = new() { Scenario = "pursuit", Agents = 30, Seed = 1, Workers = 1 };
        using OpenViewer open = new(run, 2, options => options with { Select = 0 });
        open.Press(Key.Number1);
        open.Press(Key.Number2);
        int[] Shown()
        {
            open.Read().Dispose();
            return [.. Panel(open).Places.Select(place => place.Brain).Distinct()];
        }

        int own = open.Viewer.Data.Snapshot.Selected.Handle!.Value.Brain;
        Assert.Equal([own], Shown());
        (float x, float y) = open.PlaceOf<WeightsPanel>(Panel(open).SegmentOf(1 - own));
        open.Click(x, y);
        Assert.Equal([1 - own], Shown());
        (x, y) = open.PlaceOf<WeightsPanel>(Panel(open).Places[0].Cell(3, 4));
        open.Drag(x, y, x, y - 10);
        open.ShowUntil(() => open.Events().Length > 0);
        Assert.StartsWith($"by hand, {open.Viewer.Data.Facts!.Brains[1 - own].Name}, dense_0: ", open.Events()[0], StringComparison.Ordinal);
        open.Viewer.Resize(1920, 1080);
        open.ShowUntil(() => open.Viewer.Size == (1920, 1080));
        Assert.Equal([0, 1], Shown());
        Assert.True(Panel(open).SegmentOf(0).IsEmpty);
    }

    /// <summary>With room below, the outputs' map moves there and all maps are larger.</summary>
    [Fact]
    public void MapsGrowWithTheRoom()
    {
        IReadOnlyList<SKRect> Rects(float height)
        {
            using SimulationRun run = OpenViewer.Headless(s_separate with { Scenario = "forage" }, 0);
            using TextRenderer texts = new();
            return new WeightMapRows(BrainFacts.Of(run.Session.Brain, LearnMode.Inline).Layers, texts, new SKRect(0, 0, 340, height)).Rects;
        }

        IReadOnlyList<SKRect> low = Rects(170), high = Rects(320);
        Assert.All(low, rect => Assert.Equal(low[0].Top, rect.Top));
        Assert.True(high[2].Top > high[1].Bottom);
        Assert.All(low.Zip(high), pair => Assert.True(pair.Second.Width > pair.First.Width));
        Assert.All(high, rect => Assert.True(rect.Right <= 340 && rect.Bottom <= 320));
    }

    [Fact]
    public void ViewsAreSwitchedByKeyAndByClickAndAMarkIsKept()
    {
        using OpenViewer open = new(s_separate, null, options => options with { Show = ["weights"], IsPaused = true });
        open.Read().Dispose();
        open.Press(Key.G);
        Assert.Equal(WeightView.Gradients, Panel(open).View);
        SKRect corner = open.Viewer.Layout.Panels[Panel(open)], segment = Panel(open).SegmentOf(WeightView.Change);
        open.Click(corner.Left + segment.MidX, corner.Top + segment.MidY);
        Assert.Equal(WeightView.Change, Panel(open).View);
        Assert.Equal(0, open.Viewer.Data.Mark!.Frame);
        for (int frame = 1; frame <= 5; frame++)
        {
            open.Viewer.Runner.Step();
            open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == frame);
        }

        Assert.True(Map(open, WeightView.Change).Limit > 1e-6);
        open.Press(Key.M);
        Assert.Equal(5, open.Viewer.Data.Mark!.Frame);
        Assert.Equal(1e-12, Map(open, WeightView.Change).Limit);
        open.Press(Key.R);
        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 0);
        Assert.Equal(0, open.Viewer.Data.Mark!.Frame);
    }

    [Fact]
    public void BackgroundLearningShowsUpdatesAndNoGradients()
    {
        RunOptions run = s_separate with { LearnMode = LearnMode.Lockstep };
        using OpenViewer open = new(run, s_separate.Frames, options => options with { Show = ["weights"] });
        KindSnapshot now = open.Viewer.Data.Snapshot.Kinds[0];
        Assert.False(open.Viewer.Data.Facts!.Brains[0].HasGradients);
        Assert.Empty(now.Brain.Gradients.Items.ToArray());
        Assert.Contains(now.Brain.Updates.Items.ToArray(), value => value != 0);
        Assert.Equal(1, now.Brain.UpdateMinibatches);
        Panel(open).View = WeightView.Gradients;
        using SKBitmap picture = open.Read();
        Assert.Empty(Panel(open).Places);
        Assert.Contains("in the background", WeightView.Gradients.MissingReason(open.Viewer.Data.Facts.Brains[0]), StringComparison.Ordinal);
    }

    private static WeightsPanel Panel(OpenViewer open) => open.Viewer.Panels.OfType<WeightsPanel>().Single();

    /// <summary>Returns the values a view must show after the run, from runs without a window.</summary>
    private static float[] Expected(string view, out ParameterLayout layout)
    {
        using SimulationRun run = OpenViewer.Headless(s_separate, s_separate.Frames);
        using SimulationRun before = OpenViewer.Headless(s_separate, view == "updates" ? s_separate.Frames - 1 : 0);
        layout = run.Session.Brain.Parameters.Layout;
        float[] now = run.Session.Brain.Parameters.Values.ToArray(), then = before.Session.Brain.Parameters.Values.ToArray();
        return view switch
        {
            "weights" => now,
            "gradients" => run.Session.Brain.Gradients!.Values.ToArray(),
            _ => [.. now.Zip(then, (a, b) => a - b)],
        };
    }

    private static IEnumerable<float> Values(float[] values, ParameterSegment layer)
        => Enumerable.Range(0, layer.Rows).SelectMany(row => values.Skip(layer.Offset + row * layer.Stride).Take(layer.Columns));

    private static WeightMap Map(OpenViewer open, WeightView view)
    {
        RunData data = open.Viewer.Data;
        return view.Of(data.Facts!.Brains[0], data.Snapshot.Kinds[0].Brain, data.Mark!.Parameters[0])!;
    }
}
