using NeuroAgents.Viewer.Overlays.Toolkit;
using ScottPlot;
using ScottPlot.LayoutEngines;
using ScottPlot.TickGenerators;
using SkiaSharp;
using Palette = NeuroAgents.Viewer.Rendering.Palette;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A plot over frames in the viewer's colours.</summary>
internal sealed class DarkPlot : IDisposable
{
    private const float LeftRoom = 44;
    private const float RightRoom = 16;
    private const float BottomRoom = 18;
    private readonly Plot _plot = new();

    internal DarkPlot(string family)
    {
        _plot.FigureBackground.Color = Of(Palette.Panel);
        _plot.DataBackground.Color = Of(Palette.Background);
        _plot.Layout.LayoutEngine = new FixedPadding(new PixelPadding(LeftRoom, RightRoom, BottomRoom, 7));
        _plot.Axes.Color(Of(Palette.Faint));
        _plot.Axes.FrameColor(Of(Palette.Line));
        _plot.Grid.MajorLineColor = Of(Palette.Line.WithAlpha(110));
        _plot.Axes.Right.IsVisible = false;
        _plot.Axes.Top.IsVisible = false;
        foreach (IAxis axis in new IAxis[] { _plot.Axes.Left, _plot.Axes.Bottom })
        {
            axis.TickLabelStyle.FontName = family;
            axis.TickLabelStyle.FontSize = Sheet.Small;
            axis.MajorTickStyle.Length = 3;
            axis.MinorTickStyle.Length = 0;
        }
    }

    internal void Clear() => _plot.Clear();

    internal void Line(double[] x, double[] y, SKColor colour, float width, bool isDashed = false)
    {
        if (x.Length > 1)
        {
            ScottPlot.Plottables.Scatter line = _plot.Add.ScatterLine(x, y, Of(colour));
            line.LineWidth = width;
            line.LinePattern = isDashed ? LinePattern.DenselyDashed : LinePattern.Solid;
        }
    }

    /// <summary>A level that is known; nothing while it is not.</summary>
    internal void Level(double y, SKColor colour)
    {
        if (double.IsFinite(y))
        {
            _plot.Add.HorizontalLine(y, 1.2f, Of(colour), LinePattern.Dashed);
        }
    }

    /// <summary>A frame in which something happened.</summary>
    internal void Mark(double frame, SKColor colour) => _plot.Add.VerticalLine(frame, 1.2f, Of(colour), LinePattern.Dashed);

    /// <summary>What of the axes is shown.</summary>
    /// <param name="frames">Frames along x.</param>
    /// <param name="low">Lower end of y.</param>
    /// <param name="high">Upper end of y.</param>
    /// <param name="ticks">Where y has marks.</param>
    internal void Limits(double frames, double low, double high, Tick[] ticks)
    {
        _plot.Axes.SetLimits(0, Math.Max(10, frames), low, high);
        _plot.Axes.Left.TickGenerator = new NumericManual(ticks);
        _plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. PlotTicks.Linear(0, Math.Max(10, frames), 4).Select(tick => new Tick(tick, Numerals.Whole((long)tick)))]);
    }

    internal void Render(Sheet sheet, SKRect place)
    {
        // It clears all that it may draw on.
        sheet.Canvas.Save();
        sheet.Canvas.ClipRect(place);
        _plot.Render(sheet.Canvas, new PixelRect(place.Left, place.Right, place.Bottom, place.Top));
        sheet.Canvas.Restore();
    }

    public void Dispose() => _plot.Dispose();

    private static Color Of(SKColor colour) => new(colour.Red, colour.Green, colour.Blue, colour.Alpha);
}
