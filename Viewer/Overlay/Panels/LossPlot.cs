using NeuroAgents.Overlay.Histories;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>A logarithmic plot of a run's losses. For each brain it shows the training loss, smoothed and (in a pale colour) raw, and the loss on data not yet learned from.</summary>
internal sealed class LossPlot : IDisposable
{
    private const double MaxSmoothing = 15;
    private const double MinSmoothing = 3;
    private const double SmoothingShare = 1 / 30.0;
    private static readonly SKColor s_training = Palette.Accent;
    private static readonly SKColor s_test = Palette.Warning;
    private static readonly SKColor s_stop = Palette.Text;
    private DarkPlot? _plot;

    /// <summary>Returns the keys of the lines.</summary>
    internal static IEnumerable<PlotKey> Keys(PanelData data)
    {
        LossHistory history = data.Losses;
        string newRows = $"new rows {Numerals.Short(history.NewRowsWindow.Last)}";
        string[] names = Names(data);
        bool learns = data.Brains.Any(brain => brain.HasLearner);
        string training = learns ? "training, smoothed (pale: raw)" : "training: no learner";
        if (names.Length > 1)
        {
            return
            [
                .. names.Select((name, kind) => new PlotKey(name, Colour(kind, names))), new PlotKey(training),
                new PlotKey($"{newRows}, before learning", Palette.Faint, IsDashed: true),
            ];
        }

        PlotKey? test = history.HeldOut.Count > 0 ? new PlotKey($"held out {Numerals.Short(history.NewestHeldOut)}", s_test)
            : double.IsNaN(history.NewRowsWindow.Last) ? null : new PlotKey(newRows, s_test);
        PlotKey own = new(training, learns ? s_training : null);
        PlotKey? stop = history.StoppedAt is { } frame ? new PlotKey($"stopped early at {Numerals.Whole(frame)}", s_stop, IsDashed: true) : null;
        return new[] { own, test, stop }.OfType<PlotKey>();
    }

    internal void Paint(PanelCanvas canvas, PanelData data, SKRect place)
    {
        LossHistory history = data.Losses;
        string[] names = Names(data);
        int kinds = Math.Min(names.Length, history.Brains.Count);
        double[][] raw = [.. history.Brains.Take(kinds).Select(kind => Logarithms(kind.Loss))];
        double[][] newRows = [.. history.Brains.Take(kinds).Select(kind => Smooth(Logarithms(kind.NewRowsLoss), kind.NewRowsLoss.FramesPerPoint, data.Frame))];
        double[] heldOut = Logarithms(history.HeldOut);
        _plot ??= new DarkPlot(canvas.Texts.Family);
        _plot.Clear();
        Scale(data.Frame, [.. raw.Concat(newRows).Append(heldOut).SelectMany(values => values).Where(double.IsFinite)]);
        for (int kind = 0; kind < kinds; kind++)
        {
            Curve loss = history.Brains[kind].Loss;
            SKColor colour = Colour(kind, names);
            _plot.Line(loss.Frames.ToArray(), raw[kind], colour.WithAlpha(90), 1);
            _plot.Line(loss.Frames.ToArray(), Smooth(raw[kind], loss.FramesPerPoint, data.Frame), colour, 1.8f);
            _plot.Line(history.Brains[kind].NewRowsLoss.Frames.ToArray(), newRows[kind], kinds > 1 ? colour : s_test, 1.5f, isDashed: kinds > 1);
        }

        _plot.Line(history.HeldOut.Frames.ToArray(), heldOut, s_test, 1.8f);
        if (history.StoppedAt is { } frame)
        {
            _plot.Mark(frame, s_stop);
        }

        _plot.Render(canvas, place);
    }

    public void Dispose() => _plot?.Dispose();

    private static string[] Names(PanelData data) => [.. data.Brains.Select(brain => brain.Name)];

    /// <summary>Returns the colour of a kind's agents if there are several kinds.</summary>
    private static SKColor Colour(int kind, string[] names) => names.Length > 1 ? Palette.Category(kind, names) : s_training;

    private void Scale(long frames, double[] shown)
    {
        double low = shown.Length == 0 ? -2 : shown.Min(), high = shown.Length == 0 ? 0 : shown.Max();
        double room = Math.Max(0.05, 0.06 * (high - low));
        _plot!.Limits(frames, low - room, high + room, PlotTicks.OfLogarithms(low - room, high + room));
    }

    /// <summary>Returns logarithms; NaN for a loss of zero.</summary>
    private static double[] Logarithms(Curve curve)
        => [.. curve.Values.ToArray().Select(value => value > 0 ? Math.Log10(value) : double.NaN)];

    /// <summary>Smooths logarithms with weights that fall off equally before and after a point, so the curve does not lag.</summary>
    private static double[] Smooth(double[] logarithms, int framesPerPoint, long frames)
    {
        // At the ends a mean has only one side: over many frames of a short run it would hide the first and the newest losses.
        double kept = Math.Exp(-framesPerPoint / Math.Clamp(frames * SmoothingShare, MinSmoothing, MaxSmoothing));
        (double Sum, double Weight)[] before = Decay(logarithms, kept), after = Decay([.. logarithms.Reverse()], kept);
        double[] smooth = new double[logarithms.Length];
        for (int i = 0; i < smooth.Length; i++)
        {
            (double sum, double weight) = after[^(i + 1)];
            bool isCounted = double.IsFinite(logarithms[i]);

            // Both sums contain the point's own value.
            smooth[i] = (before[i].Sum + sum - (isCounted ? logarithms[i] : 0)) / (before[i].Weight + weight - (isCounted ? 1 : 0));
        }

        return smooth;
    }

    private static (double Sum, double Weight)[] Decay(double[] values, double kept)
    {
        (double Sum, double Weight)[] sums = new (double, double)[values.Length];
        double sum = 0, weight = 0;
        for (int i = 0; i < values.Length; i++)
        {
            bool isCounted = double.IsFinite(values[i]);
            sum = kept * sum + (isCounted ? values[i] : 0);
            weight = kept * weight + (isCounted ? 1 : 0);
            sums[i] = (sum, weight);
        }

        return sums;
    }
}
