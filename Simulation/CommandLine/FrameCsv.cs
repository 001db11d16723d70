using System.Globalization;
using System.Text;
using NeuroAgents.Simulation.Running;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>One line per frame: RFC 4180 with a header; empty where nothing was learned.</summary>
internal static class FrameCsv
{
    internal static string Format(RunRecord record)
    {
        StringBuilder text = new("frame,loss,label_variance,score,sense_ms,decide_ms,act_ms,learn_ms,frame_ms");
        for (int i = 0; i < record.Count; i++)
        {
            FrameTimes times = record.Times[i];
            string loss = float.IsNaN(record.Losses[i]) ? "" : record.Losses[i].ToString(CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"\n{i},{loss},{record.LabelVariances[i]:G6},{record.Scores[i]:G6},")
                .Append(CultureInfo.InvariantCulture, $"{times.Sense:F4},{times.Decide:F4},{times.Act:F4},{times.Learn:F4},{times.Total:F4}");
        }

        return text.ToString();
    }
}
