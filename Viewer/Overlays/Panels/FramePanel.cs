using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The timing of frames: a stacked graph and a table of the phases, the learning budget used, the allocations, and the window's cost per picture.</summary>
/// <param name="run">The run's data.</param>
internal sealed class FramePanel(RunData run) : Panel
{
    private static readonly (string Name, Func<FrameTimes, double> Of, SKColor Colour)[] s_phases =
    [
        ("sense", times => times.Sense, Palette.Categories[1]), ("decide", times => times.Decide, Palette.Categories[4]),
        ("act", times => times.Act, Palette.Categories[2]), ("learn", times => times.Learn, Palette.Categories[5]),
    ];

    private const float TableHeight = 15 * 6 + 6;
    private const float RowHeight = 13;
    private const float FootHeight = 5 * RowHeight + 10;
    private readonly SKPath _outline = new();
    private readonly double[] _totals = new double[FrameHistory.Length];

    internal override string Name => "frame";

    internal override string Title => "Frame";

    internal override Key Key => Key.Number4;

    internal override PanelSide Side => PanelSide.Left;

    internal override (float Min, float Preferred) Heights(PanelData data) => (Top + 24 + TableHeight + FootHeight, Top + 64 + TableHeight + FootHeight);

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        FrameHistory frames = run.History.Frames;
        SKRect graph = new(PanelCanvas.Margin, Top, canvas.Right, canvas.Height - TableHeight - FootHeight);
        PaintGraph(canvas, frames, graph);
        PaintTable(canvas, frames, graph.Bottom + 14);
        PaintFoot(canvas, canvas.Height - FootHeight + 12);
    }

    private void PaintGraph(PanelCanvas canvas, FrameHistory frames, SKRect place)
    {
        canvas.Fill(place, Palette.Background);
        double height = HeightOf(frames);
        // Paints from the topmost phase down, as each area covers the upper part of the one below it.
        for (int phase = s_phases.Length - 1; phase >= 0; phase--)
        {
            SKPath outline = _outline;
            outline.Rewind();
            outline.MoveTo(place.Left, place.Bottom);
            for (int i = 0; i < frames.Kept; i++)
            {
                double top = 0;
                for (int below = 0; below <= phase; below++)
                {
                    top += s_phases[below].Of(frames[i]);
                }

                float y = place.Bottom - (float)Math.Min(1, top / height) * (place.Height - 1);
                outline.LineTo(place.Left + place.Width * i / FrameHistory.Length, y);
                outline.LineTo(place.Left + place.Width * (i + 1) / FrameHistory.Length, y);
            }

            outline.LineTo(place.Left + place.Width * frames.Kept / FrameHistory.Length, place.Bottom);
            canvas.Path(outline, s_phases[phase].Colour);
        }

        canvas.Fill(new SKRect(place.Right - 58, place.Top, place.Right, place.Top + 15), Palette.Background.WithAlpha(210));
        canvas.TextRight($"{Numerals.Milliseconds(height)} ms", place.Right - 4, place.Top + 11, Palette.Text, PanelCanvas.Small);
    }

    /// <summary>Returns the time at the top of the graph, ms. Most frames fit; outliers caused by other processes are cut off.</summary>
    private double HeightOf(FrameHistory frames)
    {
        Span<double> totals = _totals.AsSpan(0, frames.Kept);
        for (int i = 0; i < totals.Length; i++)
        {
            totals[i] = frames[i].Total;
        }

        totals.Sort();
        return totals.Length == 0 ? 1 : 1.5 * totals[totals.Length * 9 / 10];
    }

    private static void PaintTable(PanelCanvas canvas, FrameHistory frames, float y)
    {
        FrameTimes now = frames.Newest, mean = frames.Mean, longest = frames.Max;
        Row(canvas, y, "ms", Palette.Faint, "now", "average", "max", "share");
        foreach ((string name, Func<FrameTimes, double> of, SKColor colour) in s_phases)
        {
            y += 15;
            canvas.Fill(new SKRect(PanelCanvas.Margin, y - 8, PanelCanvas.Margin + 8, y), colour, 1);
            Row(
                canvas, y, name, Palette.Text, Numerals.Milliseconds(of(now)), Numerals.Milliseconds(of(mean)), Numerals.Milliseconds(of(longest)),
                Numerals.Percent(of(mean) / Math.Max(1e-9, mean.Total)));
        }

        double longestFrame = 0;
        for (int i = 0; i < frames.Kept; i++)
        {
            longestFrame = Math.Max(longestFrame, frames[i].Total);
        }

        Row(canvas, y + 15, "frame", Palette.Text, Numerals.Milliseconds(now.Total), Numerals.Milliseconds(mean.Total), Numerals.Milliseconds(longestFrame), "");
    }

    private void PaintFoot(PanelCanvas canvas, float y)
    {
        LiveFigures figures = run.Snapshot.Figures;
        FrameHistory frames = run.History.Frames;
        string took = Numerals.Milliseconds(figures.Learning.Milliseconds);
        Fact(canvas, y, "learning", run.Snapshot.Learning.LearnBudgetMs is { } milliseconds
            ? $"{took} of {Numerals.Milliseconds(milliseconds)} ms, {Minibatches(figures.Learning.Steps)}, {Numerals.Whole(figures.Overruns)} overruns"
            : $"{took} ms for {Minibatches(figures.Learning.Steps)}, no time limit");
        Fact(canvas, y + RowHeight, "backlog", $"{Numerals.Whole(figures.Learning.Backlog)} rows");
        Fact(canvas, y + 2 * RowHeight, "speed", $"{Numerals.FrameRate(run.FramesPerSecond)}, {Numerals.Whole(run.Agents)} agents");
        Fact(canvas, y + 3 * RowHeight, "allocated per frame", $"{Numerals.Bytes(frames.NewestBytes)}, at most {Numerals.Bytes(frames.MaxBytes)}");
        PictureCost picture = run.Picture;
        Fact(
            canvas, y + 4 * RowHeight, "per picture",
            picture.Viewer > 0 ? $"{Numerals.Milliseconds(picture.Viewer)} ms, {Numerals.Bytes(picture.Bytes)}; panels {Numerals.Bytes(picture.RepaintBytes)}" : "–");
    }

    private static void Fact(PanelCanvas canvas, float y, string name, string value)
    {
        canvas.Text(name, PanelCanvas.Margin, y, Palette.Faint, PanelCanvas.Small);
        canvas.TextRight(value, canvas.Right, y, Palette.Text, PanelCanvas.Small);
    }

    private static string Minibatches(long steps) => steps == 1 ? "1 minibatch" : $"{steps} minibatches";

    private static void Row(PanelCanvas canvas, float y, string name, SKColor colour, params ReadOnlySpan<string> cells)
    {
        canvas.Text(name, PanelCanvas.Margin + 14, y, Palette.Faint, PanelCanvas.Small);
        for (int i = 0; i < cells.Length; i++)
        {
            canvas.TextRight(cells[i], canvas.Right - (cells.Length - 1 - i) * 52, y, colour, PanelCanvas.Small);
        }
    }

    public override void Dispose()
    {
        _outline.Dispose();
        base.Dispose();
    }
}
