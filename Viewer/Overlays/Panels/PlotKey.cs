using NeuroAgents.Viewer.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What a line of a plot stands for, or a remark where it has no colour.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Colour">Colour of the line.</param>
/// <param name="IsDashed">Whether the line is.</param>
internal sealed record PlotKey(string Text, SKColor? Colour = null, bool IsDashed = false)
{
    private const float RowHeight = 14;
    private const float Swatch = 14;
    private const float Gap = 14;

    /// <summary>A remark in rows of the sheet's width.</summary>
    internal static IEnumerable<PlotKey> Remark(PanelCanvas canvas, string text)
        => canvas.Texts.Wrap(text, PanelCanvas.Small, canvas.Right - PanelCanvas.Margin, most: 3).Select(line => new PlotKey(line));

    /// <summary>Height of some keys, side by side in as many rows as they take.</summary>
    internal static float Height(PanelCanvas canvas, IReadOnlyList<PlotKey> keys) => keys.Count == 0 ? 0 : RowHeight * (Places(canvas, keys).Last().Row + 1);

    /// <summary>Paints them.</summary>
    /// <param name="canvas">On what.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="baseline">Where the first row stands.</param>
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
