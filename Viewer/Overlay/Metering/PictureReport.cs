using System.Text.Json;

namespace NeuroAgents.Overlay.Metering;

/// <summary>The cost of the newest pictures in machine-readable form.</summary>
/// <param name="Pictures">Number of counted pictures.</param>
/// <param name="Clock">Kind of the times: <c>processor</c> or, if the system's processor clock is too coarse, <c>elapsed</c>.</param>
/// <param name="OwnMs">The viewer's own work, painting panels included, ms.</param>
/// <param name="WithoutRepaintMs">The same without painting panels, ms.</param>
/// <param name="GraphicsMs">OpenGL, flush and swap, mean, ms.</param>
/// <param name="AllocatedBytes">Mean bytes allocated per picture without painting panels.</param>
/// <param name="RepaintBytes">Mean bytes allocated per picture by painting panels, over all pictures.</param>
internal sealed record PictureReport(
    long Pictures, string Clock, Spread? OwnMs, Spread? WithoutRepaintMs, double GraphicsMs, long AllocatedBytes, long RepaintBytes)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static string Json(PictureMeter meter)
    {
        PictureCost[] costs = [.. Enumerable.Range(0, meter.Kept).Select(i => meter[i])];
        PictureCost mean = meter.Mean();
        return JsonSerializer.Serialize(
            new PictureReport(
                meter.Count, ThreadClock.IsProcessorTime ? "processor" : "elapsed", Spread.Of(costs.Select(cost => cost.Viewer)), Spread.Of(costs.Select(cost => cost.Own)),
                Math.Round(mean.Graphics, 4), mean.Bytes, mean.RepaintBytes),
            s_json);
    }
}

/// <summary>The mean and percentiles of some values.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="P50">Their median.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Max">The largest.</param>
internal sealed record Spread(double Mean, double P50, double P99, double Max)
{
    /// <summary>Returns the statistics of some values; null without values.</summary>
    internal static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(double share) => Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))], 4);
        return sorted.Length == 0 ? null : new Spread(Math.Round(sorted.Average(), 4), At(0.5), At(0.99), At(1));
    }
}
