using NeuroAgents.Learning;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Histories;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The panel of the losses, with room below for the content of a derived panel.</summary>
internal class LossPanel : Panel
{
    private const float FirstRow = Top + 10;
    private static readonly LearningFigure[] s_figures = [.. Enum.GetValues<LearningFigure>().Where(figure => figure != LearningFigure.Loss)];
    private readonly LossPlot _loss = new();

    internal override string Name => "loss";

    internal override string Title => "Loss";

    internal override Key Key => Key.Number1;

    internal override PanelSide Side => PanelSide.Right;

    internal override (float Min, float Preferred) Heights(PanelData data) => (150 + FigureHeight(data), 240 + FigureHeight(data));

    /// <summary>Minimum height of the losses alone.</summary>
    internal override float MinEssentialHeight(PanelData data) => 150 + FigureHeight(data);

    /// <summary>Returns the newest values of the figures that learners reported beyond the loss: "policy loss 0.0123".</summary>
    internal static IEnumerable<PlotKey> FigureKeys(PanelData data)
        => data.Brains.Zip(data.Losses.Brains).SelectMany(pair => s_figures.Where(pair.Second.Figures.IsReported).Select(figure => new PlotKey(
            $"{(data.Brains.Count > 1 ? $"{pair.First.Name} " : "")}{LearningFigures.NameOf(figure).Replace('_', ' ')} {Numerals.Short(pair.Second.Figures.Newest(figure))}")));

    /// <summary>Returns the room for the figures, two side by side. Does not allocate.</summary>
    protected static float FigureHeight(PanelData data)
    {
        int figures = 0;
        for (int brain = 0; brain < Math.Min(data.Brains.Count, data.Losses.Brains.Count); brain++)
        {
            foreach (LearningFigure figure in s_figures)
            {
                figures += data.Losses.Brains[brain].Figures.IsReported(figure) ? 1 : 0;
            }
        }

        return (figures + 1) / 2 * PlotKey.RowHeight;
    }

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        LossWindow window = data.Losses.Window;
        string of = data.Brains.Count > 1 ? "mean of the kinds:  " : "";
        string first = Numerals.Short(window.First), last = Numerals.Short(window.Last);
        Remark(canvas, $"{of}first 60 frames  {first}    last 60 frames  {last}", $"{of}first 60  {first}    last 60  {last}");
        PlotKey[] losses = [.. LossPlot.Keys(data), .. FigureKeys(data)];
        PlotKey.Paint(canvas, losses, FirstRow);
        float upper = FirstRow + PlotKey.Height(canvas, losses) - 8, lower = canvas.Height < Heights(data).Min ? canvas.Height - 6 : PaintBelow(canvas, upper);
        _loss.Paint(canvas, data, new SKRect(4, upper, canvas.Width - 8, lower));
    }

    /// <summary>Paints further content below the losses if there is room.</summary>
    /// <param name="canvas">Canvas of the panel.</param>
    /// <param name="upper">Top of the losses.</param>
    /// <returns>Bottom of the losses.</returns>
    protected virtual float PaintBelow(PanelCanvas canvas, float upper) => canvas.Height - 6;

    public override void Dispose()
    {
        _loss.Dispose();
        base.Dispose();
    }
}
