using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
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
    internal static IEnumerable<PlotKey> Remark(Sheet sheet, string text)
        => sheet.Lettering.Wrap(text, Sheet.Small, sheet.Right - Sheet.Margin, most: 3).Select(line => new PlotKey(line));

    /// <summary>Height of some keys, side by side in as many rows as they take.</summary>
    internal static float Height(Sheet sheet, IReadOnlyList<PlotKey> keys) => keys.Count == 0 ? 0 : RowHeight * (Places(sheet, keys).Last().Row + 1);

    /// <summary>Paints them.</summary>
    /// <param name="sheet">On what.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="baseline">Where the first row stands.</param>
    internal static void Paint(Sheet sheet, IReadOnlyList<PlotKey> keys, float baseline)
    {
        foreach ((PlotKey key, float x, int row) in Places(sheet, keys))
        {
            key.Paint(sheet, x, baseline + row * RowHeight);
        }
    }

    internal float Width(Sheet sheet) => Indent + sheet.Lettering.Width(Text, Sheet.Small);

    internal void Paint(Sheet sheet, float x, float baseline)
    {
        if (Colour is { } colour)
        {
            float y = baseline - 3.5f, middle = x + Swatch / 2;
            sheet.Line(x, y, IsDashed ? middle - 2 : x + Swatch, y, colour, 2);
            sheet.Line(IsDashed ? middle + 2 : x, y, x + Swatch, y, colour, 2);
        }

        sheet.Text(Text, x + Indent, baseline, Palette.Faint, Sheet.Small);
    }

    private float Indent => Colour is null ? 0 : Swatch + 5;

    private static IEnumerable<(PlotKey Key, float X, int Row)> Places(Sheet sheet, IReadOnlyList<PlotKey> keys)
    {
        float x = Sheet.Margin;
        int row = 0;
        foreach (PlotKey key in keys)
        {
            float width = key.Width(sheet);
            if (x > Sheet.Margin && x + width > sheet.Right)
            {
                (x, row) = (Sheet.Margin, row + 1);
            }

            yield return (key, x, row);
            x += width + Gap;
        }
    }
}
