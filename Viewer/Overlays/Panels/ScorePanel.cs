using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The progress of learning: the losses, and below them the run's score with its reference scores.</summary>
/// <param name="run">The run's data.</param>
internal sealed class ScorePanel(RunData run) : LossPanel
{
    private readonly ScorePlot _score = new();

    internal override (float Min, float Preferred) Heights(PanelData data) => ((data.Brains.Count > 1 ? 290 : 240) + FigureHeight(data), 400 + FigureHeight(data));

    protected override float PaintBelow(PanelCanvas canvas, float upper)
    {
        RunFacts facts = run.Facts!;
        PlotKey soFar = new($"so far {Numerals.Short(run.Snapshot.Figures.Score + facts.ScoreOrigin)}", Palette.Text);
        float room = canvas.Right - soFar.Width(canvas) - 12 - 54;
        bool isInTitle = canvas.Texts.Width(facts.RunScoreMeaning, PanelCanvas.Small) <= room;
        PlotKey[] scores = [.. isInTitle ? [] : PlotKey.Remark(canvas, facts.RunScoreMeaning), .. ScorePlot.Keys(canvas, run, facts)];

        float keys = PlotKey.Height(canvas, scores), plots = canvas.Height - 6 - upper - 28 - keys, middle = upper + plots * 0.55f;
        float title = middle + 20;
        canvas.Text("Score", PanelCanvas.Margin, title, isBold: true);
        if (isInTitle)
        {
            canvas.Text(facts.RunScoreMeaning, 54, title, Palette.Faint, PanelCanvas.Small);
        }

        soFar.Paint(canvas, canvas.Right - soFar.Width(canvas), title);
        PlotKey.Paint(canvas, scores, title + 16);
        _score.Paint(canvas, run, facts, new SKRect(4, title + 8 + keys, canvas.Width - 8, canvas.Height - 6));
        return middle;
    }

    public override void Dispose()
    {
        _score.Dispose();
        base.Dispose();
    }
}
