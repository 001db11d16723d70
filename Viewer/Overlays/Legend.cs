using System.Globalization;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What the colours in the world mean, in two rows where one has no room for all of it.</summary>
internal sealed class Legend(PanelData data)
{
    private const float LeastScale = 24;
    private const float MostScale = 110;
    private const float DiscGap = 12;
    private const float GroundGap = 24;
    private static readonly string[] s_ground = ["ground: what the network thinks; white: undecided", "white: undecided"];

    internal CachedSheet Image { get; } = new();

    internal void Paint(Sheet sheet)
    {
        if (data.Snapshot.Measure is not { } measure)
        {
            return;
        }

        int none = measure.Source is MeasureSource.Kind or MeasureSource.Age ? 0 : 1;
        (int Count, string Name, SKColor Colour)[] discs = [(data.Snapshot.Food.Count, "food", Palette.Food), (data.Snapshot.Hazards.Count, "hazard", Palette.Hazard), (none, "none yet", Palette.NoValue)];
        float name = sheet.Lettering.Width(measure.Name, Sheet.Body) + 12, others = discs.Sum(disc => DiscWidth(sheet, disc.Count, disc.Name)) + GroundWidth(sheet, s_ground[0]);
        float firstDisc = discs.Select(disc => DiscWidth(sheet, disc.Count, disc.Name)).FirstOrDefault(width => width > 0);
        bool isOneRow = Sheet.Margin + name + KeyWidth(sheet, measure) + others <= sheet.Width;
        SKPoint at = new(Sheet.Margin, isOneRow ? sheet.Height / 2 + 4 : sheet.Height / 2 - 3);
        sheet.Text(measure.Name, at.X, at.Y);
        at.X = measure.Categories is { } names ? PaintCategories(sheet, measure, names, at.X + name, at.Y)
            : PaintScale(sheet, measure, at.X + name, at.Y, sheet.Width - (isOneRow ? others : firstDisc));
        foreach ((int count, string text, SKColor colour) in discs)
        {
            at = Next(sheet, at, DiscWidth(sheet, count, text) - DiscGap, isOneRow);
            at.X = PaintDisc(sheet, count, text, colour, at.X, at.Y);
        }

        PaintGround(sheet, Next(sheet, at, GroundWidth(sheet, s_ground[0]) - GroundGap, isOneRow));
    }

    /// <summary>Where something stands: in the second row, where the first has no room for it.</summary>
    private static SKPoint Next(Sheet sheet, SKPoint at, float width, bool isOneRow)
        => !isOneRow && at.Y < sheet.Height / 2 && at.X + width > sheet.Right ? new SKPoint(Sheet.Margin, sheet.Height / 2 + 10) : at;

    private float GroundWidth(Sheet sheet, string text) => data.Snapshot.Surface.Count == 0 ? 0 : sheet.Lettering.Width(text, Sheet.Small) + GroundGap;

    /// <summary>What the ground's colours are, on the right.</summary>
    private void PaintGround(Sheet sheet, SKPoint at)
    {
        if (data.Snapshot.Surface.Count > 0 && Array.Find(s_ground, text => at.X + sheet.Lettering.Width(text, Sheet.Small) <= sheet.Right) is { } ground)
        {
            sheet.TextRight(ground, sheet.Right, at.Y, Palette.Faint, Sheet.Small);
        }
    }

    /// <summary>What the colours' names, or the shortest scale, take of the width.</summary>
    private static float KeyWidth(Sheet sheet, Measure measure)
    {
        if (measure.Categories is { } names)
        {
            return names.Sum(name => 15 + sheet.Lettering.Width(name, Sheet.Small) + 12) + 8;
        }

        (string low, string high) = Ends(measure);
        return sheet.Lettering.Width(low, Sheet.Small) + 6 + LeastScale + 6 + sheet.Lettering.Width(high, Sheet.Small) + 16;
    }

    private static (string Low, string High) Ends(Measure measure)
        => (measure.Minimum.ToString("0.##", CultureInfo.InvariantCulture), measure.Maximum.ToString("0.##", CultureInfo.InvariantCulture));

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
        (string low, string high) = Ends(measure);
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

    private static float DiscWidth(Sheet sheet, int count, string name) => count == 0 ? 0 : 12 + sheet.Lettering.Width(name, Sheet.Small) + DiscGap;

    private static float PaintDisc(Sheet sheet, int count, string name, SKColor colour, float x, float baseline)
    {
        float width = DiscWidth(sheet, count, name);
        if (count == 0 || x + width - DiscGap > sheet.Right)
        {
            return x;
        }

        sheet.Fill(new SKRect(x, baseline - 7, x + 7, baseline), colour, 3.5f);
        sheet.Text(name, x + 12, baseline, Palette.Faint, Sheet.Small);
        return x + width;
    }
}
