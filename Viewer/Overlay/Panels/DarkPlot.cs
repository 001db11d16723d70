using System.Globalization;
using NeuroAgents.Overlay.Toolkit;
using ScottPlot;
using ScottPlot.LayoutEngines;
using ScottPlot.TickGenerators;
using SkiaSharp;
using Palette = NeuroAgents.Overlay.Toolkit.Palette;

namespace NeuroAgents.Overlay.Panels;

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
            axis.TickLabelStyle.FontSize = PanelCanvas.Small;
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

    /// <summary>Draws a horizontal line at a level; draws nothing if the level is not finite.</summary>
    internal void Level(double y, SKColor colour)
    {
        if (double.IsFinite(y))
        {
            _plot.Add.HorizontalLine(y, 1.2f, Of(colour), LinePattern.Dashed);
        }
    }

    /// <summary>Marks the frame of an event with a vertical line.</summary>
    internal void Mark(double frame, SKColor colour) => _plot.Add.VerticalLine(frame, 1.2f, Of(colour), LinePattern.Dashed);

    /// <summary>Sets the ranges and marks of the axes.</summary>
    /// <param name="frames">Frames along x.</param>
    /// <param name="low">Lower end of y.</param>
    /// <param name="high">Upper end of y.</param>
    /// <param name="ticks">Marks of the y axis.</param>
    internal void Limits(double frames, double low, double high, Tick[] ticks)
    {
        _plot.Axes.SetLimits(0, Math.Max(10, frames), low, high);
        _plot.Axes.Left.TickGenerator = new NumericManual(ticks);
        _plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. PlotTicks.Linear(0, Math.Max(10, frames), 4).Select(tick => new Tick(tick, Numerals.Whole((long)tick)))]);
    }

    internal void Render(PanelCanvas canvas, SKRect place)
    {
        // ScottPlot clears everything that it may draw on, so the canvas is clipped to the place.
        canvas.Skia.Save();
        canvas.Skia.ClipRect(place);
        _plot.Render(canvas.Skia, new PixelRect(place.Left, place.Right, place.Bottom, place.Top));
        canvas.Skia.Restore();
    }

    public void Dispose() => _plot.Dispose();

    private static Color Of(SKColor colour) => new(colour.Red, colour.Green, colour.Blue, colour.Alpha);
}

/// <summary>Marks of axes, at 1, 2 and 5 times powers of ten.</summary>
internal static class PlotTicks
{
    /// <summary>Returns about the given number of marks between two values.</summary>
    internal static IEnumerable<double> Linear(double low, double high, int about)
    {
        double rough = (high - low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
        for (double tick = Math.Ceiling(low / step) * step; tick <= high + step * 1e-9; tick += step)
        {
            yield return Math.Abs(tick) < step * 1e-9 ? 0 : tick;
        }
    }

    /// <summary>Returns marks for a linear axis.</summary>
    internal static Tick[] OfValues(double low, double high, int about)
        => [.. Linear(low, high, about).Select(tick => new Tick(tick, tick.ToString("0.####", CultureInfo.InvariantCulture)))];

    /// <summary>Returns marks for an axis of base-ten logarithms, few enough to fit.</summary>
    internal static Tick[] OfLogarithms(double low, double high)
    {
        if (high - low < 0.7)
        {
            return [.. Linear(Math.Pow(10, low), Math.Pow(10, high), 4).Select(OfLogarithm)];
        }

        double[] factors = high - low > 2.2 ? [1] : high - low > 1.4 ? [1, 3] : [1, 2, 5];
        return
        [
            .. from power in Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
               from factor in factors
               let value = factor * Math.Pow(10, power)
               where value >= Math.Pow(10, low) && value <= Math.Pow(10, high)
               select OfLogarithm(value),
        ];
    }

    private static Tick OfLogarithm(double value) => new(Math.Log10(value), value.ToString("0.########", CultureInfo.InvariantCulture));
}

/// <summary>A key for a line of a plot, or a remark if it has no colour.</summary>
/// <param name="Text">Text of the key.</param>
/// <param name="Colour">Colour of the line.</param>
/// <param name="IsDashed">Whether the line is dashed.</param>
internal sealed record PlotKey(string Text, SKColor? Colour = null, bool IsDashed = false)
{
    internal const float RowHeight = 14;
    private const float Swatch = 14;
    private const float Gap = 14;

    /// <summary>Returns a remark in rows of the panel's width.</summary>
    internal static IEnumerable<PlotKey> Remark(PanelCanvas canvas, string text)
        => canvas.Texts.Wrap(text, PanelCanvas.Small, canvas.Right - PanelCanvas.Margin, maxLines: 3).Select(line => new PlotKey(line));

    /// <summary>Returns the height of some keys, placed side by side in as many rows as needed.</summary>
    internal static float Height(PanelCanvas canvas, IReadOnlyList<PlotKey> keys) => keys.Count == 0 ? 0 : RowHeight * (Places(canvas, keys).Last().Row + 1);

    /// <summary>Paints the keys.</summary>
    /// <param name="canvas">Canvas of the panel.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="baseline">Baseline of the first row.</param>
    internal static void Paint(PanelCanvas canvas, IReadOnlyList<PlotKey> keys, float baseline)
    {
        foreach ((PlotKey key, float x, int row) in Places(canvas, keys))
        {
            key.Paint(canvas, x, baseline + row * RowHeight);
        }
    }

    internal float Width(PanelCanvas canvas) => Indent + canvas.Texts.Width(Text, PanelCanvas.Small);

    internal void Paint(PanelCanvas canvas, float x, float baseline)
    {
        if (Colour is { } colour)
        {
            float y = baseline - 3.5f, middle = x + Swatch / 2;
            canvas.Line(x, y, IsDashed ? middle - 2 : x + Swatch, y, colour, 2);
            canvas.Line(IsDashed ? middle + 2 : x, y, x + Swatch, y, colour, 2);
        }

        canvas.Text(Text, x + Indent, baseline, Palette.Faint, PanelCanvas.Small);
    }

    private float Indent => Colour is null ? 0 : Swatch + 5;

    private static IEnumerable<(PlotKey Key, float X, int Row)> Places(PanelCanvas canvas, IReadOnlyList<PlotKey> keys)
    {
        float x = PanelCanvas.Margin;
        int row = 0;
        foreach (PlotKey key in keys)
        {
            float width = key.Width(canvas);
            if (x > PanelCanvas.Margin && x + width > canvas.Right)
            {
                (x, row) = (PanelCanvas.Margin, row + 1);
            }

            yield return (key, x, row);
            x += width + Gap;
        }
    }
}
