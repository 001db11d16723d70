using NeuroAgents.Models;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What was learned: every layer's weights as a map, on one scale that is the same for both signs, and how they are spread.</summary>
internal sealed class WeightsPanel : Panel
{
    private const int Stretches = 41;
    private const float LayerGap = 8;
    private const float MostStretched = 4;
    private const float CaptionHeight = 16;
    private const float HistogramHeight = 56;
    private const float ScaleHeight = 24;

    internal override string Name => "weights";

    internal override string Title => "Weights";

    internal override Key Key => Key.Number2;

    internal override PanelSide Side => PanelSide.Right;

    /// <summary>Where the newest painting has each brain's layers, by brain and layer, in units from the panel's corner.</summary>
    internal List<SKRect> Places { get; } = [];

    internal override (float Least, float Wished) Heights(PanelData data)
    {
        int brains = Math.Max(1, data.Facts?.Brains.Count ?? 1);
        return (Top + brains * (brains > 1 ? 188 : 234), Top + brains * (brains > 1 ? 260 : 290));
    }

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        Places.Clear();
        Remark(sheet, "inputs to the right, outputs down");
        float height = (sheet.Height - Top) / facts.Brains.Count;
        for (int i = 0; i < facts.Brains.Count && i < data.Snapshot.Kinds.Count; i++)
        {
            WeightMap map = new(facts.Brains[i].Layout, data.Snapshot.Kinds[i].Parameters.Items);
            SKRect place = new(Sheet.Margin, Top + i * height, sheet.Right, Top + (i + 1) * height - 6);
            if (facts.Brains.Count > 1)
            {
                sheet.Text(facts.Brains[i].Name, place.Left, place.Top + 10, Palette.Category(i, []));
                place.Top += 16;
            }

            PaintBrain(sheet, map, place);
        }
    }

    private void PaintBrain(Sheet sheet, WeightMap map, SKRect place)
    {
        float below = CaptionHeight + HistogramHeight + ScaleHeight;
        if (place.Height < below + 40)
        {
            below = CaptionHeight + ScaleHeight;
        }

        float cells = map.Layers.Sum(layer => layer.Rows), tallest = map.Layers.Max(layer => layer.Columns);
        float cell = Math.Min((place.Width - LayerGap * (map.Layers.Count - 1)) / cells, (place.Height - below) / tallest);
        cell = cell >= 1 ? MathF.Floor(cell) : cell;
        float x = place.Left, bottom = place.Top + tallest * cell;
        for (int i = 0; i < map.Layers.Count; i++)
        {
            ParameterSegment layer = map.Layers[i];

            // Few outputs would be a thin line: their cells are higher.
            float high = Math.Min(MostStretched, Math.Max(1, MathF.Floor(tallest / layer.Columns))) * cell;
            SKRect rect = new(x, place.Top, x + layer.Rows * cell, place.Top + layer.Columns * high);
            PaintLayer(sheet, map, layer, rect, cell);
            sheet.Text($"{layer.Rows} → {layer.Columns}", x, bottom + 12, Palette.Category(i + 1, []), Sheet.Small);
            Places.Add(rect);
            x = Math.Max(rect.Right, x + sheet.Lettering.Width($"{layer.Rows} → {layer.Columns}", Sheet.Small)) + LayerGap;
        }

        bottom += CaptionHeight;
        if (below > CaptionHeight + ScaleHeight)
        {
            SKRect histogram = new(place.Left, bottom + 4, place.Right, place.Bottom - ScaleHeight);
            PaintHistogram(sheet, map, histogram with { Top = Math.Max(histogram.Top, histogram.Bottom - 90) });
        }

        PaintScale(sheet, map, new SKRect(place.Left, place.Bottom - ScaleHeight + 3, place.Right, place.Bottom - ScaleHeight + 10));
    }

    private static void PaintLayer(Sheet sheet, WeightMap map, ParameterSegment layer, SKRect rect, float cell)
    {
        using SKBitmap image = map.Image(layer);
        using SKImage shared = SKImage.FromBitmap(image);
        sheet.Canvas.DrawImage(shared, rect, new SKSamplingOptions(cell >= 1 ? SKFilterMode.Nearest : SKFilterMode.Linear));
        sheet.Frame(SKRect.Inflate(rect, 0.5f, 0.5f), Palette.Line);
    }

    private static void PaintHistogram(Sheet sheet, WeightMap map, SKRect place)
    {
        sheet.Fill(place, Palette.Background);
        sheet.Line(place.MidX, place.Top, place.MidX, place.Bottom, Palette.Line);
        double[][] shares = [.. map.Layers.Select(layer => map.Histogram(layer, Stretches))];
        double highest = shares.Max(each => each.Max());
        for (int i = 0; i < shares.Length; i++)
        {
            using SKPath outline = new();
            outline.MoveTo(place.Left, place.Bottom);
            for (int stretch = 0; stretch < Stretches; stretch++)
            {
                float y = place.Bottom - (float)(shares[i][stretch] / highest) * (place.Height - 4);
                outline.LineTo(place.Left + place.Width * stretch / Stretches, y);
                outline.LineTo(place.Left + place.Width * (stretch + 1) / Stretches, y);
            }

            outline.LineTo(place.Right, place.Bottom);
            sheet.Path(outline, Palette.Category(i + 1, []), 1.2f);
        }
    }

    /// <summary>The colours, below the histogram with the same axis.</summary>
    private static void PaintScale(Sheet sheet, WeightMap map, SKRect place)
    {
        const int Steps = 81;
        for (int i = 0; i < Steps; i++)
        {
            float left = place.Left + place.Width * i / Steps;
            sheet.Fill(new SKRect(left, place.Top, left + place.Width / Steps + 0.5f, place.Bottom), Palette.Diverging(2.0 * i / (Steps - 1) - 1));
        }

        float baseline = place.Bottom + 11;
        sheet.Text($"≤ −{Numerals.Decimals(map.Limit, 2)}", place.Left, baseline, Palette.Faint, Sheet.Small);
        sheet.Text("0", place.MidX, baseline, Palette.Faint, Sheet.Small, SKTextAlign.Center);
        sheet.TextRight($"≥ {Numerals.Decimals(map.Limit, 2)}", place.Right, baseline, Palette.Faint, Sheet.Small);
    }
}
