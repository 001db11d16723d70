using NeuroAgents.Agents;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Viewer.Overlays.Panels;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay.Panels;

[Collection(Display.Name)]
public sealed class InspectorPanelTests
{
    /// <summary>In the smallest usual window with the default panels, no bar touches another one or has text on it.</summary>
    [Theory]
    [InlineData("forage", 1280, 720, 1)]
    [InlineData("forage", 2560, 1440, 2)]
    [InlineData("pursuit", 1280, 720, 1)]
    [InlineData("flock", 1280, 720, 1)]
    public void EveryObservationHasABarAsLongAsItsValue(string scenario, int width, int height, float scale)
    {
        RunOptions run = new() { Scenario = scenario, Agents = 60, Seed = 5, Workers = 1 };
        using OpenViewer open = new(run, 40, options => options with { Size = (width, height), Scale = scale, Show = PanelCatalogue.Default, Select = 3 });
        using SKBitmap picture = open.Read();
        InspectorPanel panel = open.Viewer.Panels.OfType<InspectorPanel>().Single();
        SKRect corner = open.Viewer.Layout.Panels[panel];
        ObservationSpec spec = open.Viewer.Data.Facts!.Brains[open.Viewer.Data.Snapshot.Selected.Handle!.Value.Brain].Observations;
        int[] columns = [.. ObservationLine.Of(spec).SelectMany(line => line.Columns)];
        Assert.Equal(Enumerable.Range(0, spec.Width), columns.Order());
        Assert.Equal(spec.Width, panel.Bars.Count);
        for (int i = 0; i < columns.Length; i++)
        {
            SKRect bar = panel.Bars[i];
            Assert.True(bar.Left > 12 && bar.Right < corner.Width - 12 && bar.Bottom < corner.Height, $"{bar}");
            Assert.All(panel.Bars.Take(i), other => Assert.False(bar.IntersectsWith(other), $"{bar} and {other}"));
            ObservationColumn column = spec.Columns[columns[i]];
            float value = open.Viewer.Data.Snapshot.Selected.Observation.Items[columns[i]];
            float Along(float at) => Math.Clamp((at - column.Minimum) / (column.Maximum - column.Minimum), 0, 1) * bar.Width;
            float zero = Along(Math.Clamp(0, column.Minimum, column.Maximum)), end = Along(value);
            for (float x = 2; x < bar.Width - 2; x++)
            {
                SKColor found = picture.GetPixel((int)((corner.Left + bar.Left + x) * scale), (int)((corner.Top + bar.MidY) * scale));
                if (MathF.Abs(x - zero) > 2 && MathF.Abs(x - end) > 2)
                {
                    SKColor expected = x > Math.Min(zero, end) && x < Math.Max(zero, end) ? Palette.Sensed : Palette.Background;
                    Assert.True(OpenViewer.AreAlike(expected, found, 6), $"{column.Name} = {value} at {x} of {bar.Width}: {found}");
                }
            }
        }
    }

    [Fact]
    public void SensorsWithTheSamePartsShareTheirLines()
    {
        ObservationSpec spec = new();
        foreach (string name in (string[])["x", "eye.ahead", "eye.left", "eye.far", "nose.ahead", "nose.left", "ring.n", "ring.e", "ring.s", "ring.w", "y", "halo.n", "halo.e", "halo.s", "halo.w", "odd.a", "odd.b", "odd.c", "odd.d", "odd.e"])
        {
            spec.Add(name, 0, 1);
        }

        string[] lines = [.. ObservationLine.Of(spec).Select(line => $"{line.Name}|{string.Join(',', line.Headings)}|{string.Join(',', line.Columns)}")];
        Assert.Equal(
            [
                "x||0", "y||10",
                "|ahead,left,far|", "eye||1,2,3", "nose||4,5",
                "|ring,halo|", "n||6,11", "e||7,12", "s||8,13", "w||9,14",
                "|odd|", "a||15", "b||16", "c||17", "d||18", "e||19",
            ],
            lines);
    }
}
