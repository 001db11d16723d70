using NeuroAgents.Learning;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>How learning goes: the losses, and below them the score beside those that it can be compared with.</summary>
internal sealed class LossPanel : Panel
{
    private const float FirstRow = Top + 10;
    private static readonly LearningFigure[] s_figures = [.. Enum.GetValues<LearningFigure>().Where(figure => figure != LearningFigure.Loss)];
    private readonly LossPlot _loss = new();
    private readonly ScorePlot _score = new();

    internal override string Name => "loss";

    internal override string Title => "Loss";

    internal override Key Key => Key.Number1;

    internal override PanelSide Side => PanelSide.Right;

    internal override (float Least, float Wished) Heights(PanelData data) => ((data.Facts?.Brains.Count > 1 ? 290 : 240) + FigureHeight(data), 400 + FigureHeight(data));

    /// <summary>The losses alone.</summary>
    internal override float Smallest(PanelData data) => 150 + FigureHeight(data);

    /// <summary>The newest values of the figures that learners reported beyond the loss: "policy loss 0.0123".</summary>
    internal static IEnumerable<PlotKey> FigureKeys(PanelData data)
    {
        IReadOnlyList<BrainFacts> brains = data.Facts?.Brains ?? [];
        return brains.Zip(data.History.Kinds).SelectMany(pair => s_figures.Where(pair.Second.Figures.IsReported).Select(figure => new PlotKey(
            $"{(brains.Count > 1 ? $"{pair.First.Name} " : "")}{LearningFigures.NameOf(figure).Replace('_', ' ')} {Numerals.Short(pair.Second.Figures.Newest(figure))}")));
    }

    /// <summary>Room for the figures, two side by side.</summary>
    private static float FigureHeight(PanelData data) => (FigureKeys(data).Count() + 1) / 2 * PlotKey.RowHeight;

    protected override void PaintContent(PanelCanvas canvas, PanelData data, RunFacts facts)
    {
        LossWindow window = data.History.LossWindow;
        string of = facts.Brains.Count > 1 ? "mean of the kinds:  " : "";
        Remark(canvas, $"{of}first 60  {Numerals.Short(window.First)}    last 60  {Numerals.Short(window.Last)}");
        PlotKey[] losses = [.. LossPlot.Keys(data, facts), .. FigureKeys(data)];
        PlotKey.Paint(canvas, losses, FirstRow);
        float upper = FirstRow + PlotKey.Height(canvas, losses) - 8;
        if (canvas.Height < Heights(data).Least)
        {
            _loss.Paint(canvas, data, facts, new SKRect(4, upper, canvas.Width - 8, canvas.Height - 6));
            return;
        }

        float middle = PaintScores(canvas, data, facts, upper);
        _loss.Paint(canvas, data, facts, new SKRect(4, upper, canvas.Width - 8, middle));
    }

    /// <summary>Below the losses.</summary>
    /// <returns>Where those end.</returns>
    private float PaintScores(PanelCanvas canvas, PanelData data, RunFacts facts, float upper)
    {
        PlotKey soFar = new($"so far {Numerals.Short(data.Snapshot.Figures.Score)}", Palette.Text);
        float room = canvas.Right - soFar.Width(canvas) - 12 - 54;
        bool isBeside = canvas.Texts.Width(facts.RunScoreMeaning, PanelCanvas.Small) <= room;
        PlotKey[] scores = [.. isBeside ? [] : PlotKey.Remark(canvas, facts.RunScoreMeaning), .. ScorePlot.Keys(canvas, data, facts)];

        float keys = PlotKey.Height(canvas, scores), plots = canvas.Height - 6 - upper - 28 - keys, middle = upper + plots * 0.55f;
        float title = middle + 20;
        canvas.Text("Score", PanelCanvas.Margin, title, isBold: true);
        if (isBeside)
        {
            canvas.Text(facts.RunScoreMeaning, 54, title, Palette.Faint, PanelCanvas.Small);
        }

        soFar.Paint(canvas, canvas.Right - soFar.Width(canvas), title);
        PlotKey.Paint(canvas, scores, title + 16);
        _score.Paint(canvas, data, facts, new SKRect(4, title + 8 + keys, canvas.Width - 8, canvas.Height - 6));
        return middle;
    }

    public override void Dispose()
    {
        _loss.Dispose();
        _score.Dispose();
        base.Dispose();
    }
}
