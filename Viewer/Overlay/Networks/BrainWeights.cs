using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>The weights of one brain: maps of its layers, the scale of their colours, and histograms of weights, gradients and updates.</summary>
/// <param name="view">Values shown in the maps.</param>
/// <param name="marked">The framed weight; null for none.</param>
/// <param name="places">List that receives the maps' places.</param>
internal sealed class BrainWeights(WeightView view, WeightAddress? marked, List<WeightPlace> places)
{
    /// <summary>Minimum readable height.</summary>
    internal const float MinHeight = MinMapHeight + WeightMapRows.CaptionHeight + ScaleHeight + MinHistogramHeight;
    private const float MinMapHeight = 60;
    private const float ScaleHeight = 24;
    private const float MinHistogramHeight = 60;
    private const float MaxHistogramHeight = 120;

    /// <summary>Paints the maps, their scale and the histograms.</summary>
    /// <param name="canvas">The panel.</param>
    /// <param name="facts">The brain.</param>
    /// <param name="now">Its values.</param>
    /// <param name="mark">Its parameters at the marked moment; null without one.</param>
    /// <param name="brain">Its number.</param>
    /// <param name="place">The place in the panel.</param>
    internal void Paint(PanelCanvas canvas, BrainFacts facts, BrainSnapshot now, float[]? mark, int brain, SKRect place)
    {
        WeightMapRows rows = new(facts.Layers, canvas.Texts, place with { Bottom = place.Bottom - ScaleHeight - MinHistogramHeight });
        if (view.Of(facts, now, mark) is { } map)
        {
            for (int i = 0; i < facts.Layers.Count; i++)
            {
                places.Add(new WeightPlace(brain, facts.Layers[i], rows.Rects[i]));
                PaintLayer(canvas, map, places[^1], rows.Cell);
            }

            PaintScale(canvas, map, new SKRect(place.Left, rows.Bottom + 2, place.Right, rows.Bottom + 9));
        }
        else
        {
            canvas.Text(view.MissingReason(facts), place.Left, place.Top + 14, Palette.Text, PanelCanvas.Small);
        }

        rows.PaintCaptions(canvas, now);
        PaintHistograms(canvas, facts, now, place with { Top = Math.Max(rows.Bottom + ScaleHeight, place.Bottom - MaxHistogramHeight) });
    }

    private static void PaintHistograms(PanelCanvas canvas, BrainFacts facts, BrainSnapshot now, SKRect place)
    {
        float width = (place.Width - 2 * WeightMapRows.Gap) / 3;
        for (WeightView each = WeightView.Weights; each <= WeightView.Updates; each++)
        {
            float left = place.Left + (int)each * (width + WeightMapRows.Gap);
            string none = each == WeightView.Gradients && !facts.HasGradients ? "not available" : "none yet";
            WeightHistogram.Paint(canvas, WeightViews.Names[(int)each], each.Of(facts, now, null), none, place with { Left = left, Right = left + width });
        }
    }

    private void PaintLayer(PanelCanvas canvas, WeightMap map, in WeightPlace place, float cell)
    {
        using SKBitmap image = map.Image(place.Layer.Weights);
        using SKImage shared = SKImage.FromBitmap(image);
        canvas.Skia.DrawImage(shared, place.Rect, new SKSamplingOptions(cell >= 1 ? SKFilterMode.Nearest : SKFilterMode.Linear));
        canvas.Frame(SKRect.Inflate(place.Rect, 0.5f, 0.5f), Palette.Line);
        if (marked is { } address && address.Brain == place.Brain && address.Layer == place.Layer)
        {
            canvas.Frame(SKRect.Inflate(place.Cell(address.Input, address.Output), 1, 1), Palette.Text);
        }
    }

    /// <summary>Paints the colour scale, with the axis of the shown values' histogram.</summary>
    private static void PaintScale(PanelCanvas canvas, WeightMap map, SKRect place)
    {
        const int Steps = 81;
        for (int i = 0; i < Steps; i++)
        {
            float left = place.Left + place.Width * i / Steps;
            canvas.Fill(new SKRect(left, place.Top, left + place.Width / Steps + 0.5f, place.Bottom), Palette.Diverging(2.0 * i / (Steps - 1) - 1));
        }

        float baseline = place.Bottom + 11;
        canvas.Text($"≤ −{Numerals.Short(map.Limit)}", place.Left, baseline, Palette.Faint, PanelCanvas.Small);
        canvas.Text("0", place.MidX, baseline, Palette.Faint, PanelCanvas.Small, SKTextAlign.Center);
        canvas.TextRight($"≥ {Numerals.Short(map.Limit)}", place.Right, baseline, Palette.Faint, PanelCanvas.Small);
    }
}

/// <summary>A histogram of the values of a brain's layers, with each layer's outline in its colour.</summary>
internal static class WeightHistogram
{
    private const int Bins = 31;
    private const float LineHeight = 11;

    /// <summary>Paints a title, the layers' outlines from −limit to limit of the map, and the limit; without a map, paints the reason.</summary>
    internal static void Paint(PanelCanvas canvas, string title, WeightMap? map, string none, SKRect place)
    {
        canvas.Text(title, place.Left, place.Top + 8, Palette.Faint, PanelCanvas.Small);
        SKRect graph = new(place.Left, place.Top + LineHeight, place.Right, place.Bottom - LineHeight);
        canvas.Fill(graph, Palette.Background);
        canvas.Line(graph.MidX, graph.Top, graph.MidX, graph.Bottom, Palette.Line);
        if (map is null)
        {
            canvas.Text(none, graph.MidX, graph.MidY + 3.5f, Palette.Faint, PanelCanvas.Small, SKTextAlign.Center);
            return;
        }

        double[][] shares = [.. map.Layers.Select(layer => map.Histogram(layer, Bins))];
        double highest = shares.Max(each => each.Max());
        for (int i = 0; i < shares.Length; i++)
        {
            using SKPath outline = Outline(shares[i], highest, graph);
            canvas.Path(outline, Palette.Category(i + 1, []), 1.2f);
        }

        canvas.Text($"±{Numerals.Short(map.Limit)}", place.Right, place.Bottom - 1, Palette.Faint, PanelCanvas.Small, SKTextAlign.Right);
    }

    private static SKPath Outline(double[] shares, double highest, SKRect graph)
    {
        SKPath outline = new();
        outline.MoveTo(graph.Left, graph.Bottom);
        for (int stretch = 0; stretch < Bins; stretch++)
        {
            float y = graph.Bottom - (float)(shares[stretch] / highest) * (graph.Height - 4);
            outline.LineTo(graph.Left + graph.Width * stretch / Bins, y);
            outline.LineTo(graph.Left + graph.Width * (stretch + 1) / Bins, y);
        }

        outline.LineTo(graph.Right, graph.Bottom);
        return outline;
    }
}
