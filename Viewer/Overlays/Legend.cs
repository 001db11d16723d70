using System.Globalization;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What the colours in the world mean.</summary>
internal sealed class Legend(PanelData data)
{
    private const float LeastScale = 24;
    private const float MostScale = 110;
    private static readonly string[] s_ground = ["ground: what the network thinks; white: undecided", "white: undecided"];

    internal CachedSheet Image { get; } = new();

    internal void Paint(Sheet sheet)
    {
        if (data.Snapshot.Measure is not { } measure)
        {
            return;
        }

        float baseline = sheet.Height / 2 + 4, x = Sheet.Margin;
        sheet.Text(measure.Name, x, baseline);
        x += sheet.Lettering.Width(measure.Name, Sheet.Body) + 12;
        int none = measure.Source is MeasureSource.Kind or MeasureSource.Age ? 0 : 1;
        (int Count, string Name, SKColor Colour)[] discs = [(data.Snapshot.Food.Count, "food", Palette.Food), (data.Snapshot.Hazards.Count, "hazard", Palette.Hazard), (none, "none yet", Palette.NoValue)];
        float end = sheet.Width - discs.Sum(disc => DiscWidth(sheet, disc.Count, disc.Name));
        x = measure.Categories is { } names ? PaintCategories(sheet, measure, names, x, baseline) : PaintScale(sheet, measure, x, baseline, end);
        end = sheet.Width - PaintGround(sheet, x, baseline);
        foreach ((int count, string name, SKColor colour) in discs)
        {
            x = PaintDisc(sheet, count, name, colour, x, baseline, end);
        }
    }

    /// <summary>What the ground's colours are, on the right.</summary>
    /// <returns>What it takes of the width.</returns>
    private float PaintGround(Sheet sheet, float x, float baseline)
    {
        if (data.Snapshot.Surface.Count == 0 || Array.Find(s_ground, text => x + sheet.Lettering.Width(text, Sheet.Small) <= sheet.Right) is not { } ground)
        {
            return 0;
        }

        sheet.TextRight(ground, sheet.Right, baseline, Palette.Faint, Sheet.Small);
        return sheet.Lettering.Width(ground, Sheet.Small) + 24;
    }

    private static float PaintCategories(Sheet sheet, Measure measure, IReadOnlyList<string> names, float x, float baseline)
    {
        for (int i = 0; i < names.Count; i++)
        {
            sheet.Fill(new SKRect(x, baseline - 9, x + 10, baseline + 1), ColourScale.Colour(measure, measure.Normalize(i)), 2);
            sheet.Text(names[i], x + 15, baseline, Palette.Faint, Sheet.Small);
            x += 15 + sheet.Lettering.Width(names[i], Sheet.Small) + 12;
        }

        return x + 8;
    }

    private static float PaintScale(Sheet sheet, Measure measure, float x, float baseline, float end)
    {
        string low = measure.Minimum.ToString("0.##", CultureInfo.InvariantCulture), high = measure.Maximum.ToString("0.##", CultureInfo.InvariantCulture);
        sheet.Text(low, x, baseline, Palette.Faint, Sheet.Small);
        x += sheet.Lettering.Width(low, Sheet.Small) + 6;
        float behind = 6 + sheet.Lettering.Width(high, Sheet.Small) + 16, width = MathF.Floor(Math.Clamp(end - behind - x, LeastScale, MostScale));
        for (float along = 0; along < width; along++)
        {
            sheet.Fill(new SKRect(x + along, baseline - 8, x + along + 1.5f, baseline), ColourScale.Colour(measure, along / (width - 1)));
        }

        sheet.Text(high, x + width + 6, baseline, Palette.Faint, Sheet.Small);
        return x + width + behind;
    }

    private static float DiscWidth(Sheet sheet, int count, string name) => count == 0 ? 0 : 12 + sheet.Lettering.Width(name, Sheet.Small) + 12;

    private static float PaintDisc(Sheet sheet, int count, string name, SKColor colour, float x, float baseline, float end)
    {
        float width = DiscWidth(sheet, count, name);
        if (count == 0 || x + width > end)
        {
            return x;
        }

        sheet.Fill(new SKRect(x, baseline - 7, x + 7, baseline), colour, 3.5f);
        sheet.Text(name, x + 12, baseline, Palette.Faint, Sheet.Small);
        return x + width;
    }
}
