using NeuroAgents.Overlay.Histories;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A plot of the run's own score over frames, with the reference scores as levels.</summary>
/// <remarks>
/// The line counts from the first frame, so it includes the untrained start; the levels are whole runs without learning. With several kinds, the score of a brain
/// or of the teacher is a mean over separate worlds and not comparable with the run's: it is shown as a number, and the level is a run steered only by teachers.
/// </remarks>
internal sealed class ScorePlot : IDisposable
{
    private const int WarmUp = 120;
    private static readonly SKColor s_teacher = Palette.Categories[4];
    private static readonly SKColor s_untrained = Palette.Categories[3];
    private DarkPlot? _plot;

    /// <summary>Returns the legend of the lines and the reference scores.</summary>
    internal static IEnumerable<PlotKey> Keys(PanelCanvas canvas, RunData data, RunFacts facts)
    {
        string trained = $"trained {Numerals.Short(data.TrainedScore + facts.ScoreOrigin)}", teacher = $"teacher {Numerals.Short(data.TeacherScore + facts.ScoreOrigin)}";
        string untrained = $"untrained {Numerals.Short(data.UntrainedScore + facts.ScoreOrigin)}";
        if (facts.Brains.Count > 1)
        {
            return
            [
                new PlotKey($"teachers only {Numerals.Short(data.TeachersRunScore)}", s_teacher, IsDashed: true),
                .. PlotKey.Remark(canvas, $"{facts.ScoreMeaning}:"), new PlotKey(trained), new PlotKey(teacher), new PlotKey(untrained),
            ];
        }

        PlotKey[] levels = [new(teacher, s_teacher, IsDashed: true), new(untrained, s_untrained, IsDashed: true)];
        return double.IsNaN(data.TrainedScore) ? levels : levels.Prepend(new PlotKey(trained, Palette.Text, IsDashed: true));
    }

    internal void Paint(PanelCanvas canvas, RunData data, RunFacts facts, SKRect place)
    {
        _plot ??= new DarkPlot(canvas.Texts.Family);
        _plot.Clear();
        (double Score, SKColor Colour)[] levels = facts.Brains.Count > 1
            ? [(data.TeachersRunScore, s_teacher)]
            : [(data.TeacherScore, s_teacher), (data.UntrainedScore, s_untrained), (data.TrainedScore, Palette.Text)];
        Curve score = data.History.Score;
        double high = Highest(score, levels.Select(level => level.Score)), origin = facts.ScoreOrigin;
        _plot.Limits(data.Snapshot.Frame, origin, origin + high, PlotTicks.OfValues(origin, origin + high, 3));
        foreach ((double level, SKColor colour) in levels)
        {
            _plot.Level(level + origin, colour);
        }

        int first = Beginning(score.Values, high);
        _plot.Line(score.Frames[first..].ToArray(), [.. score.Values[first..].ToArray().Select(value => value + origin)], Palette.Text, 1.8f);
        _plot.Render(canvas, place);
    }

    public void Dispose() => _plot?.Dispose();

    /// <summary>Returns the upper end of the scale. Scores over the first few frames say little and may be huge, so they are ignored here.</summary>
    internal static double Highest(Curve score, IEnumerable<double> levels)
    {
        int settled = Math.Min(WarmUp / score.FramesPerPoint, score.Count / 2);
        return 1.15 * Math.Max(1e-3, score.Values[settled..].ToArray().Concat(levels).Where(double.IsFinite).DefaultIfEmpty(1).Max());
    }

    /// <summary>Returns the first point to draw. All points from there on lie within the scale.</summary>
    internal static int Beginning(ReadOnlySpan<double> scores, double high)
    {
        int first = scores.Length;
        while (first > 0 && scores[first - 1] <= high)
        {
            first--;
        }

        return first;
    }
}
