using System.Globalization;
using System.Text;
using NeuroAgents.Simulation.Running;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>One line per frame, or per some frames with their means under the number of the last: RFC 4180 with a header; the loss is empty where nothing was learned.</summary>
internal static class FrameCsv
{
    internal static string Format(RunRecord record, int interval)
    {
        StringBuilder text = new("frame,loss,label_variance,score,sense_ms,decide_ms,act_ms,learn_ms,frame_ms");
        for (int first = 0; first < record.Count; first += interval)
        {
            int end = Math.Min(first + interval, record.Count);
            FrameMeans means = record.Means(first, end);
            FrameTimes times = means.Times;
            string loss = double.IsNaN(means.Loss) ? "" : ((float)means.Loss).ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"\n{end - 1},{loss},{means.LabelVariance:G6},{means.Score:G6},")
                .Append(CultureInfo.InvariantCulture, $"{times.Sense:F4},{times.Decide:F4},{times.Act:F4},{times.Learn:F4},{times.Total:F4}");
        }

        return text.ToString();
    }
}
