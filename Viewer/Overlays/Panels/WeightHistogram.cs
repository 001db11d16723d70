using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>How the values of a brain's layers are spread, each layer's outline in its colour.</summary>
internal static class WeightHistogram
{
    private const int Stretches = 31;
    private const float LineHeight = 11;

    /// <summary>Paints a title, the outlines over ± the map's limit, and what that is; where there is no map, why.</summary>
    internal static void Paint(Sheet sheet, string title, WeightMap? map, string none, SKRect place)
    {
        sheet.Text(title, place.Left, place.Top + 8, Palette.Faint, Sheet.Small);
        SKRect graph = new(place.Left, place.Top + LineHeight, place.Right, place.Bottom - LineHeight);
        sheet.Fill(graph, Palette.Background);
        sheet.Line(graph.MidX, graph.Top, graph.MidX, graph.Bottom, Palette.Line);
        if (map is null)
        {
            sheet.Text(none, graph.MidX, graph.MidY + 3.5f, Palette.Faint, Sheet.Small, SKTextAlign.Center);
            return;
        }

        double[][] shares = [.. map.Layers.Select(layer => map.Histogram(layer, Stretches))];
        double highest = shares.Max(each => each.Max());
        for (int i = 0; i < shares.Length; i++)
        {
            using SKPath outline = Outline(shares[i], highest, graph);
            sheet.Path(outline, Palette.Category(i + 1, []), 1.2f);
        }

        sheet.Text($"±{Numerals.Short(map.Limit)}", place.Right, place.Bottom - 1, Palette.Faint, Sheet.Small, SKTextAlign.Right);
    }

    private static SKPath Outline(double[] shares, double highest, SKRect graph)
    {
        SKPath outline = new();
        outline.MoveTo(graph.Left, graph.Bottom);
        for (int stretch = 0; stretch < Stretches; stretch++)
        {
            float y = graph.Bottom - (float)(shares[stretch] / highest) * (graph.Height - 4);
            outline.LineTo(graph.Left + graph.Width * stretch / Stretches, y);
            outline.LineTo(graph.Left + graph.Width * (stretch + 1) / Stretches, y);
        }

        outline.LineTo(graph.Right, graph.Bottom);
        return outline;
    }
}
