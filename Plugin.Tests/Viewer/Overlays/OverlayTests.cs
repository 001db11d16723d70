using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlays;

[Collection(Display.Name)]
public sealed class OverlayTests
{
    private static readonly RunOptions s_separate = new() { Scenario = "separate", Agents = 60, Seed = 3, Workers = 1, Frames = 120 };

    [Fact]
    public void TheLossCurveIsDrawnAfterLearning()
    {
        using OpenViewer open = new(s_separate, null, options => options with { Show = ["loss"], IsPaused = true });
        SKRect panel = open.Viewer.Layout.Panels.Values.Single();
        int before = Ink(open, panel);
        for (int i = 0; i < 40; i++)
        {
            open.Viewer.Runner.Step();
        }

        open.ShowUntil(() => open.Viewer.Data.Snapshot.Frame == 40);
        int after = Ink(open, panel);
        Assert.True(after > before + 100, $"{before} before, {after} after");
    }

    [Theory]
    [InlineData("forage", 1280, 720, 1)]
    [InlineData("pursuit", 1920, 1080, 1)]
    [InlineData("forage", 2560, 1440, 2)]
    [InlineData("separate", 700, 500, 1)]
    public void NothingOverlapsAndNothingIsCutOff(string scenario, int width, int height, float scale)
    {
        RunOptions run = new() { Scenario = scenario, Agents = 30, Seed = 1, Workers = 1 };
        using OpenViewer open = new(run, 3, options => options with { Size = (width, height), Scale = scale, Show = PanelCatalogue.Default, Select = 0 });
        using SKBitmap picture = open.Read();
        Assert.Equal((width, height), (picture.Width, picture.Height));
        PanelLayout layout = open.Viewer.Layout;
        List<SKRect> places = [.. layout.Panels.Values, layout.Bar, layout.World, layout.Legend];
        SKRect window = new(0, 0, width / scale, height / scale);
        Assert.All(places, place => Assert.True(window.Contains(place), $"{place} in {window}"));
        Assert.All(places, place => Assert.All(places, other => Assert.True(place == other || !place.IntersectsWith(other), $"{place} and {other}")));
        Assert.True(width < 1280 || layout.Hidden.Count == 0);
        Assert.All(layout.Panels, shown => Assert.True(shown.Value.Height >= shown.Key.Heights(open.Viewer.Data).Min - 1));
    }

    /// <summary>The legend shows every colour of the world, even in a narrow window.</summary>
    [Theory]
    [InlineData(1280)]
    [InlineData(700)]
    [InlineData(560)]
    public void TheLegendNamesEveryColour(int width)
    {
        RunOptions run = new() { Scenario = "forage", Agents = 30, Seed = 1, Workers = 1 };
        using OpenViewer open = new(run, 3, options => options with { Size = (width, 500), Show = PanelCatalogue.Default });
        using SKBitmap picture = open.Read();
        SKRectI legend = SKRectI.Round(open.Viewer.Layout.Legend);
        foreach (SKColor colour in (SKColor[])[Palette.Amount(0.02), Palette.Amount(0.98), Palette.Food, Palette.Hazard, Palette.NoValue])
        {
            // A disc fills a square, which no letter does; a colour of the scale fills a vertical line.
            int size = colour == Palette.Food || colour == Palette.Hazard || colour == Palette.NoValue ? 4 : 1;
            bool isSeen = Enumerable.Range(legend.Left, legend.Width - 4).Any(x => Enumerable.Range(legend.Top, legend.Height - 4).Any(y => Enumerable.Range(0, 4 * size).All(
                i => OpenViewer.AreAlike(picture.GetPixel(x + i % size, y + i / size), colour, 12))));
            Assert.True(isSeen, $"{colour}");
        }
    }

    /// <summary>The events panel has room for four lines beside the other default panels, in a window of the usual size.</summary>
    [Theory]
    [InlineData("forage")]
    [InlineData("flock")]
    [InlineData("pursuit")]
    [InlineData("separate")]
    public void FourEventsAreVisible(string scenario)
    {
        RunOptions run = new() { Scenario = scenario, Agents = 30, Seed = 1, Workers = 1 };
        using OpenViewer open = new(run, null, options => options with { IsPaused = true, Select = 0, Show = PanelCatalogue.Default });
        for (int i = 1; i <= 4; i++)
        {
            open.Viewer.Watch.Events.Add(0, $"HHHH {i}");
        }

        using SKBitmap picture = open.Read();
        SKRect panel = open.Viewer.Layout.Panels[open.Viewer.Panels.OfType<EventsPanel>().Single()];
        bool[] isWritten = [.. Enumerable.Range((int)panel.Top + 28, (int)panel.Height - 32).Select(y => Enumerable.Range((int)panel.Left + 66, 40).Any(x => picture.GetPixel(x, y).Green > 150))];
        Assert.Equal(4, isWritten.Where((written, y) => written && (y == 0 || !isWritten[y - 1])).Count());
    }

    /// <summary>All panels and the help, at several sizes in turn, without an OpenGL error.</summary>
    [Fact]
    public void AResizedWindowIsRearranged()
    {
        RunOptions run = new() { Scenario = "pursuit", Agents = 30, Seed = 1, Workers = 1 };
        using OpenViewer open = new(run, null, options => options with { Show = PanelCatalogue.Names, Select = 0, IsPaused = true });
        open.Press(Key.F1);
        foreach ((int width, int height) in ((int, int)[])[(700, 500), (1600, 900), (330, 240)])
        {
            open.Viewer.Resize(width, height);
            open.ShowUntil(() => open.Viewer.Size == (width, height));
            using SKBitmap picture = open.Read();
            Assert.Equal(width - PanelLayout.Gap, open.Viewer.Layout.Bar.Right);
            Assert.True(OpenViewer.AreAlike(picture.GetPixel(width - 12, 30), Palette.Panel, 3), $"{picture.GetPixel(width - 12, 30)}");
        }
    }

    /// <summary>Counts the pixels of the training curve's colour.</summary>
    private static int Ink(OpenViewer open, SKRect panel)
    {
        using SKBitmap picture = open.Read();
        int ink = 0;
        for (int x = (int)panel.Left + 50; x < panel.Right; x++)
        {
            for (int y = (int)panel.Top + 50; y < panel.MidY; y++)
            {
                ink += OpenViewer.AreAlike(picture.GetPixel(x, y), Palette.Accent, 40) ? 1 : 0;
            }
        }

        return ink;
    }
}
