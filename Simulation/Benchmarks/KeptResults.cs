using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>Results of an earlier run, one or an array of them, to compare with: ratios only, within one kind of machine.</summary>
internal sealed class KeptResults(IReadOnlyList<BenchmarkReport> reports)
{
    /// <summary>A ratio may fall to this share of the kept one.</summary>
    private const double MinShare = 0.8;

    private const double MaxPeakRatio = 1.4;

    /// <summary>Reads one result, or an array of them, in the form of <c>bench --json</c>.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    internal static KeptResults Parse(string text)
    {
        BenchmarkReport?[] reports = text.TrimStart().StartsWith('[')
            ? JsonSerializer.Deserialize(text, KeptResultsJson.Default.BenchmarkReportArray)!
            : [JsonSerializer.Deserialize(text, KeptResultsJson.Default.BenchmarkReport)];
        return Array.TrueForAll(reports, report => report is { Machine: not null, Results: not null } && report.Results.All(result => result?.Name is not null))
            ? new KeptResults(reports!)
            : throw new JsonException("a machine, results or a name is null.");
    }

    /// <summary>The kept result of this kind of machine with as many threads, or null.</summary>
    internal BenchmarkReport? Find(BenchmarkReport report)
        => reports.FirstOrDefault(kept => kept.Threads == report.Threads && Kind(kept) == Kind(report) && HasSamePeak(kept, report));

    internal int CountOf(BenchmarkReport report) => Find(report) is { } kept ? Pairs(kept, report).Count() : 0;

    /// <summary>What got worse.</summary>
    internal IReadOnlyList<KeptRatio> Compare(BenchmarkReport report)
        => Find(report) is { } kept ? [.. Pairs(kept, report).Where(pair => !(pair.Now >= MinShare * pair.Kept))] : [];

    private static IEnumerable<KeptRatio> Pairs(BenchmarkReport kept, BenchmarkReport now)
    {
        ILookup<string, Ratio> ratios = Ratio.All(now).ToLookup(ratio => ratio.Name);
        return Ratio.All(kept).SelectMany(ratio => ratios[ratio.Name].Select(other => new KeptRatio(ratio.Name, ratio.Value, other.Value, other.Of)));
    }

    /// <summary>Whether two ceilings can be of one generation of processors: virtual machines often name the family alone, and a generation with twice as wide units has twice the ceiling.</summary>
    private static bool HasSamePeak(BenchmarkReport kept, BenchmarkReport now)
        => now.PeakGflopsOneThread > kept.PeakGflopsOneThread / MaxPeakRatio && now.PeakGflopsOneThread < kept.PeakGflopsOneThread * MaxPeakRatio;

    /// <summary>Processors of one model and vector width have the same ratios, near enough.</summary>
    private static (string, int) Kind(BenchmarkReport report) => (report.Machine.Split(',')[0], report.VectorBits);
}

/// <summary>A ratio, the larger the better, that hardly depends on a machine's clock.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Value">The ratio.</param>
/// <param name="Of">The results that it is made of.</param>
internal sealed record Ratio(string Name, double Value, IReadOnlyList<string> Of)
{
    internal static IEnumerable<Ratio> All(BenchmarkReport report)
    {
        foreach (BenchmarkResult result in report.Results)
        {
            double peak = result.Threads == 1 ? report.PeakGflopsOneThread : report.PeakGflops;
            yield return result.PercentOfPeak is { } percent
                ? new Ratio($"{result.Name}, % of peak", percent, [result.Name])
                : new Ratio($"{result.Name}, per 10⁹ operations at the peak", 1e6 / result.UsBest / peak, [result.Name]);
        }
    }
}

/// <summary>A ratio that was kept and what it is now.</summary>
/// <param name="Ratio">What the ratio says.</param>
/// <param name="Kept">What it was.</param>
/// <param name="Now">What it is.</param>
/// <param name="Names">The results that it is made of.</param>
internal sealed record KeptRatio(string Ratio, double Kept, double Now, IReadOnlyList<string> Names);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchmarkReport))]
[JsonSerializable(typeof(BenchmarkReport[]))]
internal sealed partial class KeptResultsJson : JsonSerializerContext;
