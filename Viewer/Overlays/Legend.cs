using System.Globalization;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The legend of the world's colours, in two rows where one is too narrow.</summary>
internal sealed class Legend(RunData data)
{
    private const float MinScaleWidth = 24;
    private const float MaxScaleWidth = 110;
    private const float DiscGap = 12;
    private const float GroundGap = 24;
    private static readonly string[] s_ground = ["ground: the network's choice; white: undecided", "white: undecided"];

    internal CachedCanvas Image { get; } = new();

    internal void Paint(PanelCanvas canvas)
    {
        if (data.Snapshot.Measure is not { } measure)
        {
            return;
        }

        int none = measure.Source is MeasureSource.Kind or MeasureSource.Age ? 0 : 1;
        (int Count, string Name, SKColor Colour)[] discs = [(data.Snapshot.Food.Count, "food", Palette.Food), (data.Snapshot.Hazards.Count, "hazard", Palette.Hazard), (none, "no value yet", Palette.NoValue)];
        float name = canvas.Texts.Width(measure.Name, PanelCanvas.Body) + 12, others = discs.Sum(disc => DiscWidth(canvas, disc.Count, disc.Name)) + GroundWidth(canvas, s_ground[0]);
        float firstDisc = discs.Select(disc => DiscWidth(canvas, disc.Count, disc.Name)).FirstOrDefault(width => width > 0);
        bool isOneRow = PanelCanvas.Margin + name + KeyWidth(canvas, measure) + others <= canvas.Width;
        SKPoint at = new(PanelCanvas.Margin, isOneRow ? canvas.Height / 2 + 4 : canvas.Height / 2 - 3);
        canvas.Text(measure.Name, at.X, at.Y);
        at.X = measure.Categories is { } names ? PaintCategories(canvas, measure, names, at.X + name, at.Y)
            : PaintScale(canvas, measure, at.X + name, at.Y, canvas.Width - (isOneRow ? others : firstDisc));
        foreach ((int count, string text, SKColor colour) in discs)
        {
            at = Next(canvas, at, DiscWidth(canvas, count, text) - DiscGap, isOneRow);
            at.X = PaintDisc(canvas, count, text, colour, at.X, at.Y);
        }

        PaintGround(canvas, Next(canvas, at, GroundWidth(canvas, s_ground[0]) - GroundGap, isOneRow));
    }

    /// <summary>Returns the position for the next item: in the second row if the item does not fit into the first.</summary>
    private static SKPoint Next(PanelCanvas canvas, SKPoint at, float width, bool isOneRow)
        => !isOneRow && at.Y < canvas.Height / 2 && at.X + width > canvas.Right ? new SKPoint(PanelCanvas.Margin, canvas.Height / 2 + 10) : at;

    private float GroundWidth(PanelCanvas canvas, string text) => data.Snapshot.Surface.Count == 0 ? 0 : canvas.Texts.Width(text, PanelCanvas.Small) + GroundGap;

    /// <summary>Paints the meaning of the ground's colours on the right.</summary>
    private void PaintGround(PanelCanvas canvas, SKPoint at)
    {
        if (data.Snapshot.Surface.Count > 0 && Array.Find(s_ground, text => at.X + canvas.Texts.Width(text, PanelCanvas.Small) <= canvas.Right) is { } ground)
        {
            canvas.TextRight(ground, canvas.Right, at.Y, Palette.Faint, PanelCanvas.Small);
        }
    }

    /// <summary>Returns the width of the colours' names, or of the shortest scale.</summary>
    private static float KeyWidth(PanelCanvas canvas, Measure measure)
    {
        if (measure.Categories is { } names)
        {
            return names.Sum(name => 15 + canvas.Texts.Width(name, PanelCanvas.Small) + 12) + 8;
        }

        (string low, string high) = Ends(measure);
        return canvas.Texts.Width(low, PanelCanvas.Small) + 6 + MinScaleWidth + 6 + canvas.Texts.Width(high, PanelCanvas.Small) + 16;
    }

    private static (string Low, string High) Ends(Measure measure)
        => (measure.Minimum.ToString("0.##", CultureInfo.InvariantCulture), measure.Maximum.ToString("0.##", CultureInfo.InvariantCulture));

    private static float PaintCategories(PanelCanvas canvas, Measure measure, IReadOnlyList<string> names, float x, float baseline)
    {
        for (int i = 0; i < names.Count; i++)
        {
            canvas.Fill(new SKRect(x, baseline - 9, x + 10, baseline + 1), ColourScale.Colour(measure, measure.Normalize(i)), 2);
            canvas.Text(names[i], x + 15, baseline, Palette.Faint, PanelCanvas.Small);
            x += 15 + canvas.Texts.Width(names[i], PanelCanvas.Small) + 12;
        }

        return x + 8;
    }

    private static float PaintScale(PanelCanvas canvas, Measure measure, float x, float baseline, float end)
    {
        (string low, string high) = Ends(measure);
        canvas.Text(low, x, baseline, Palette.Faint, PanelCanvas.Small);
        x += canvas.Texts.Width(low, PanelCanvas.Small) + 6;
        float behind = 6 + canvas.Texts.Width(high, PanelCanvas.Small) + 16, width = MathF.Floor(Math.Clamp(end - behind - x, MinScaleWidth, MaxScaleWidth));
        for (float along = 0; along < width; along++)
        {
            canvas.Fill(new SKRect(x + along, baseline - 8, x + along + 1.5f, baseline), ColourScale.Colour(measure, along / (width - 1)));
        }

        canvas.Text(high, x + width + 6, baseline, Palette.Faint, PanelCanvas.Small);
        return x + width + behind;
    }

    private static float DiscWidth(PanelCanvas canvas, int count, string name) => count == 0 ? 0 : 12 + canvas.Texts.Width(name, PanelCanvas.Small) + DiscGap;

    private static float PaintDisc(PanelCanvas canvas, int count, string name, SKColor colour, float x, float baseline)
    {
        float width = DiscWidth(canvas, count, name);
        if (count == 0 || x + width - DiscGap > canvas.Right)
        {
            return x;
        }

        canvas.Fill(new SKRect(x, baseline - 7, x + 7, baseline), colour, 3.5f);
        canvas.Text(name, x + 12, baseline, Palette.Faint, PanelCanvas.Small);
        return x + width;
    }
}
