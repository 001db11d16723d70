using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>All about the weights of one brain: maps of its layers, the scale of their colours, and how weights, gradients and updates are spread.</summary>
/// <param name="view">What the maps show.</param>
/// <param name="marked">The weight that has a frame; null for none.</param>
/// <param name="places">Where the maps' places are added.</param>
internal sealed class BrainWeights(WeightView view, WeightAddress? marked, List<WeightPlace> places)
{
    /// <summary>What it can be read at.</summary>
    internal const float LeastHeight = LeastMaps + WeightMapRows.CaptionHeight + ScaleHeight + LeastHistogram;
    private const float LeastMaps = 60;
    private const float ScaleHeight = 24;
    private const float LeastHistogram = 60;
    private const float MostHistogram = 120;

    internal void Paint(Sheet sheet, PanelData data, int brain, SKRect place)
    {
        BrainFacts facts = data.Facts!.Brains[brain];
        WeightMapRows rows = new(facts.Layers, sheet.Lettering, place with { Bottom = place.Bottom - ScaleHeight - LeastHistogram });
        if (view.Of(data, brain) is { } map)
        {
            for (int i = 0; i < facts.Layers.Count; i++)
            {
                places.Add(new WeightPlace(brain, facts.Layers[i], rows.Rects[i]));
                PaintLayer(sheet, map, places[^1], rows.Cell);
            }

            PaintScale(sheet, map, new SKRect(place.Left, rows.Bottom + 2, place.Right, rows.Bottom + 9));
        }
        else
        {
            sheet.Text(view.WhyNone(facts), place.Left, place.Top + 14, Palette.Text, Sheet.Small);
        }

        rows.PaintCaptions(sheet, data.Snapshot.Kinds[brain]);
        PaintHistograms(sheet, data, brain, place with { Top = Math.Max(rows.Bottom + ScaleHeight, place.Bottom - MostHistogram) });
    }

    private static void PaintHistograms(Sheet sheet, PanelData data, int brain, SKRect place)
    {
        float width = (place.Width - 2 * WeightMapRows.Gap) / 3;
        for (WeightView each = WeightView.Weights; each <= WeightView.Updates; each++)
        {
            float left = place.Left + (int)each * (width + WeightMapRows.Gap);
            string none = each == WeightView.Gradients && !data.Facts!.Brains[brain].HasGradients ? "not readable" : "none yet";
            WeightHistogram.Paint(sheet, WeightViews.Names[(int)each], each.Of(data, brain), none, place with { Left = left, Right = left + width });
        }
    }

    private void PaintLayer(Sheet sheet, WeightMap map, in WeightPlace place, float cell)
    {
        using SKBitmap image = map.Image(place.Layer.Weights);
        using SKImage shared = SKImage.FromBitmap(image);
        sheet.Canvas.DrawImage(shared, place.Rect, new SKSamplingOptions(cell >= 1 ? SKFilterMode.Nearest : SKFilterMode.Linear));
        sheet.Frame(SKRect.Inflate(place.Rect, 0.5f, 0.5f), Palette.Line);
        if (marked is { } address && address.Brain == place.Brain && address.Layer == place.Layer)
        {
            sheet.Frame(SKRect.Inflate(place.Cell(address.Input, address.Output), 1, 1), Palette.Text);
        }
    }

    /// <summary>The colours, with the same axis as the histogram of what is shown.</summary>
    private static void PaintScale(Sheet sheet, WeightMap map, SKRect place)
    {
        const int Steps = 81;
        for (int i = 0; i < Steps; i++)
        {
            float left = place.Left + place.Width * i / Steps;
            sheet.Fill(new SKRect(left, place.Top, left + place.Width / Steps + 0.5f, place.Bottom), Palette.Diverging(2.0 * i / (Steps - 1) - 1));
        }

        float baseline = place.Bottom + 11;
        sheet.Text($"≤ −{Numerals.Short(map.Limit)}", place.Left, baseline, Palette.Faint, Sheet.Small);
        sheet.Text("0", place.MidX, baseline, Palette.Faint, Sheet.Small, SKTextAlign.Center);
        sheet.TextRight($"≥ {Numerals.Short(map.Limit)}", place.Right, baseline, Palette.Faint, Sheet.Small);
    }
}
