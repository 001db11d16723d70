using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>How learning goes: the loss on a logarithmic scale, and the score beside those of an untrained brain and of the teacher.</summary>
internal sealed class LossPanel : Panel
{
    private static readonly SKColor s_training = Palette.Accent;
    private static readonly SKColor s_heldOut = Palette.Warning;
    private static readonly SKColor s_teacher = Palette.Categories[4];
    private static readonly SKColor s_untrained = Palette.Categories[3];
    private DarkPlot? _loss;
    private DarkPlot? _score;

    internal override string Name => "loss";

    internal override string Title => "Loss";

    internal override Key Key => Key.Number1;

    internal override PanelSide Side => PanelSide.Right;

    internal override (float Least, float Wished) Heights(PanelData data) => (240, 400);

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        RunHistory history = data.History;
        Remark(sheet, $"first 60  {Numerals.Short(history.LossWindow.First)}    last 60  {Numerals.Short(history.LossWindow.Last)}");
        float legend = Top + 10;
        float next = PaintKey(sheet, Sheet.Margin, legend, "training, smoothed over raw", s_training);
        if (history.HeldOutLoss.Count > 0)
        {
            PaintKey(sheet, next, legend, $"held out  {Numerals.Short(history.NewestHeldOutLoss)}", s_heldOut);
        }

        float plots = sheet.Height - legend - 6 - 60, middle = legend + 6 + plots * 0.55f;
        PaintLoss(sheet, history, data, new SKRect(4, legend + 6, sheet.Width - 8, middle));
        sheet.Text("Score", Sheet.Margin, middle + 20, isBold: true);

        // The line counts from the first frame on, clueless ones included; the levels are whole runs without learning.
        sheet.TextRight($"so far {Numerals.Short(data.Snapshot.Figures.Score)}", sheet.Right, middle + 20);
        sheet.Text(sheet.Lettering.Fit(facts.ScoreMeaning, Sheet.Small, sheet.Width - 170), 54, middle + 20, Palette.Faint, Sheet.Small);
        string own = double.IsNaN(data.TrainedScore) ? "this run" : $"trained {Numerals.Short(data.TrainedScore)}";
        float key = PaintKey(sheet, Sheet.Margin, middle + 36, own, Palette.Text);
        key = PaintKey(sheet, key, middle + 36, $"teacher {Numerals.Short(data.TeacherScore)}", s_teacher);
        PaintKey(sheet, key, middle + 36, $"untrained {Numerals.Short(data.UntrainedScore)}", s_untrained);
        PaintScore(sheet, history, data, new SKRect(4, middle + 42, sheet.Width - 8, sheet.Height - 6));
    }

    private void PaintLoss(Sheet sheet, RunHistory history, PanelData data, SKRect place)
    {
        _loss ??= new DarkPlot(sheet.Lettering.Family);
        _loss.Clear();
        double[] raw = Logarithms(history.Loss), heldOut = Logarithms(history.HeldOutLoss);
        double[] shown = [.. raw.Concat(heldOut).Where(double.IsFinite)];
        double low = shown.Length == 0 ? -2 : shown.Min(), high = shown.Length == 0 ? 0 : shown.Max();
        double room = Math.Max(0.05, 0.06 * (high - low));
        _loss.Limits(data.Snapshot.Frame, low - room, high + room, PlotTicks.OfLogarithms(low - room, high + room));
        double[] frames = history.Loss.Frames.ToArray();
        _loss.Line(frames, raw, s_training.WithAlpha(90), 1);
        _loss.Line(frames, Smooth(raw, history.Loss.FramesPerPoint), s_training, 1.8f);
        _loss.Line(history.HeldOutLoss.Frames.ToArray(), heldOut, s_heldOut, 1.8f);
        _loss.Render(sheet, place);
    }

    private void PaintScore(Sheet sheet, RunHistory history, PanelData data, SKRect place)
    {
        _score ??= new DarkPlot(sheet.Lettering.Family);
        _score.Clear();
        double[] scores = history.Score.Values.ToArray();

        // A score over the first few frames says little and may be huge: it does not set the scale.
        double[] settled = scores.Length * history.Score.FramesPerPoint > 240 ? scores[(120 / history.Score.FramesPerPoint)..] : scores;
        double[] shown = [.. settled.Append(data.TeacherScore).Append(data.UntrainedScore).Where(double.IsFinite)];
        double high = 1.15 * Math.Max(1e-3, shown.DefaultIfEmpty(1).Max());
        _score.Limits(data.Snapshot.Frame, 0, high, PlotTicks.OfValues(0, high, 3));
        _score.Level(data.TeacherScore, s_teacher);
        _score.Level(data.UntrainedScore, s_untrained);
        _score.Line(history.Score.Frames.ToArray(), scores, Palette.Text, 1.8f);
        _score.Render(sheet, place);
    }

    /// <summary>What a line stands for.</summary>
    /// <returns>Where the next has room.</returns>
    private static float PaintKey(Sheet sheet, float x, float baseline, string text, SKColor colour)
    {
        sheet.Line(x, baseline - 3.5f, x + 14, baseline - 3.5f, colour, 2);
        sheet.Text(text, x + 19, baseline, Palette.Faint, Sheet.Small);
        return x + 19 + sheet.Lettering.Width(text, Sheet.Small) + 14;
    }

    /// <summary>NaN where a loss of zero has none.</summary>
    private static double[] Logarithms(Curve curve)
        => [.. curve.Values.ToArray().Select(value => value > 0 ? Math.Log10(value) : double.NaN)];

    /// <summary>The exponential mean of logarithms over about 30 frames, without the start's pull.</summary>
    private static double[] Smooth(double[] logarithms, int framesPerPoint)
    {
        double kept = Math.Exp(-framesPerPoint / 30.0), mean = 0, weight = 0;
        double[] smooth = new double[logarithms.Length];
        for (int i = 0; i < smooth.Length; i++)
        {
            if (double.IsFinite(logarithms[i]))
            {
                mean = kept * mean + (1 - kept) * logarithms[i];
                weight = kept * weight + (1 - kept);
            }

            smooth[i] = mean / weight;
        }

        return smooth;
    }

    public override void Dispose()
    {
        _loss?.Dispose();
        _score?.Dispose();
        base.Dispose();
    }
}
