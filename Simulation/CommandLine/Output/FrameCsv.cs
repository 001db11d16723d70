using System.Globalization;
using System.Text;
using NeuroAgents.Learning;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>The frames of a run as CSV (RFC 4180) with a header: one line per frame or per interval. The line of an interval has the means of its frames and the number of its last frame. A loss that was not measured is empty.</summary>
internal static class FrameCsv
{
    /// <summary>Returns the CSV.</summary>
    /// <param name="record">The frames.</param>
    /// <param name="interval">Number of frames per line.</param>
    /// <param name="hasHeldOut">Whether the scenario measures on held-out examples, which adds a column.</param>
    internal static string Format(RunRecord record, int interval, bool hasHeldOut)
    {
        StringBuilder text = new StringBuilder("frame,loss,label_variance,score,sense_ms,decide_ms,act_ms,learn_ms,frame_ms,new_rows_loss").Append(hasHeldOut ? ",held_out_loss" : "");
        LearningFigure[] figures = [.. record.ReportedFigures];
        text.AppendJoin("", figures.Select(figure => $",{LearningFigures.NameOf(figure)}"));
        text.Append(record.HasEpisodes ? ",return_last_100,episode_length" : "");
        for (int first = 0; first < record.Count; first += interval)
        {
            int end = Math.Min(first + interval, record.Count);
            FrameMeans means = record.Means(first, end);
            FrameTimes times = means.Times;
            (double newestReturn, double newestLength) = record.Episodes(end - 1);
            text.Append(CultureInfo.InvariantCulture, $"\n{record.FirstFrame + end - 1},{Text(means.Loss)},{means.LabelVariance:G6},{means.Score:G6},")
                .Append(CultureInfo.InvariantCulture, $"{times.Sense:F4},{times.Decide:F4},{times.Act:F4},{times.Learn:F4},{times.Total:F4},{Text(means.NewRowsLoss)}")
                .Append(hasHeldOut ? "," + Text(means.HeldOutLoss) : "")
                .AppendJoin("", figures.Select(figure => $",{Text(record.MeanFigure(figure, first, end))}"))
                .Append(record.HasEpisodes ? $",{Text(newestReturn)},{Text(newestLength)}" : "");
        }

        return text.ToString();
    }

    private static string Text(double value) => double.IsNaN(value) ? "" : ((float)value).ToString(CultureInfo.InvariantCulture);
}
