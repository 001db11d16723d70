using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>How learning goes: the losses, and below them the score beside those that it can be compared with.</summary>
internal sealed class LossPanel : Panel
{
    private const float FirstRow = Top + 10;
    private readonly LossPlot _loss = new();
    private readonly ScorePlot _score = new();

    internal override string Name => "loss";

    internal override string Title => "Loss";

    internal override Key Key => Key.Number1;

    internal override PanelSide Side => PanelSide.Right;

    internal override (float Least, float Wished) Heights(PanelData data) => (data.Facts?.Brains.Count > 1 ? 290 : 240, 400);

    /// <summary>The losses alone.</summary>
    internal override float Smallest(PanelData data) => 150;

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        LossWindow window = data.History.LossWindow;
        string of = facts.Brains.Count > 1 ? "mean of the kinds:  " : "";
        Remark(sheet, $"{of}first 60  {Numerals.Short(window.First)}    last 60  {Numerals.Short(window.Last)}");
        PlotKey[] losses = [.. LossPlot.Keys(data, facts)];
        PlotKey.Paint(sheet, losses, FirstRow);
        float upper = FirstRow + PlotKey.Height(sheet, losses) - 8;
        if (sheet.Height < Heights(data).Least)
        {
            _loss.Paint(sheet, data, facts, new SKRect(4, upper, sheet.Width - 8, sheet.Height - 6));
            return;
        }

        float middle = PaintScores(sheet, data, facts, upper);
        _loss.Paint(sheet, data, facts, new SKRect(4, upper, sheet.Width - 8, middle));
    }

    /// <summary>Below the losses.</summary>
    /// <returns>Where those end.</returns>
    private float PaintScores(Sheet sheet, PanelData data, RunFacts facts, float upper)
    {
        PlotKey soFar = new($"so far {Numerals.Short(data.Snapshot.Figures.Score)}", Palette.Text);
        float room = sheet.Right - soFar.Width(sheet) - 12 - 54;
        bool isBeside = sheet.Lettering.Width(facts.RunScoreMeaning, Sheet.Small) <= room;
        PlotKey[] scores = [.. isBeside ? [] : PlotKey.Remark(sheet, facts.RunScoreMeaning), .. ScorePlot.Keys(sheet, data, facts)];

        float keys = PlotKey.Height(sheet, scores), plots = sheet.Height - 6 - upper - 28 - keys, middle = upper + plots * 0.55f;
        float title = middle + 20;
        sheet.Text("Score", Sheet.Margin, title, isBold: true);
        if (isBeside)
        {
            sheet.Text(facts.RunScoreMeaning, 54, title, Palette.Faint, Sheet.Small);
        }

        soFar.Paint(sheet, sheet.Right - soFar.Width(sheet), title);
        PlotKey.Paint(sheet, scores, title + 16);
        _score.Paint(sheet, data, facts, new SKRect(4, title + 8 + keys, sheet.Width - 8, sheet.Height - 6));
        return middle;
    }

    public override void Dispose()
    {
        _loss.Dispose();
        _score.Dispose();
        base.Dispose();
    }
}
