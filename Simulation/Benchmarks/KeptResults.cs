using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>The results of earlier runs to compare with. Only ratios are compared, and only between machines of one kind.</summary>
internal sealed class KeptResults(IReadOnlyList<BenchmarkReport> reports)
{
    /// <summary>Smallest accepted share of a kept ratio.</summary>
    private const double MinShare = 0.8;

    private const double MaxPeakRatio = 1.4;

    /// <summary>Parses one result or an array of results, in the format of <c>bench --json</c>.</summary>
    /// <exception cref="JsonException">The text has another format.</exception>
    internal static KeptResults Parse(string text)
    {
        BenchmarkReport?[] reports = text.TrimStart().StartsWith('[')
            ? JsonSerializer.Deserialize(text, KeptResultsJson.Default.BenchmarkReportArray)!
            : [JsonSerializer.Deserialize(text, KeptResultsJson.Default.BenchmarkReport)];
        return Array.TrueForAll(reports, report => report is { Machine: not null, Results: not null } && report.Results.All(result => result?.Name is not null))
            ? new KeptResults(reports!)
            : throw new JsonException("a machine, results or a name is missing.");
    }

    /// <summary>Returns the kept result for the same kind of machine and number of threads; null if there is none.</summary>
    internal BenchmarkReport? Find(BenchmarkReport report)
        => reports.FirstOrDefault(kept => kept.Threads == report.Threads && Kind(kept) == Kind(report) && HasSamePeak(kept, report));

    internal int CountOf(BenchmarkReport report) => Find(report) is { } kept ? Pairs(kept, report).Count() : 0;

    /// <summary>Returns the ratios that fell below 80 % of the kept ones.</summary>
    internal IReadOnlyList<KeptRatio> Compare(BenchmarkReport report)
        => Find(report) is { } kept ? [.. Pairs(kept, report).Where(pair => !(pair.Now >= MinShare * pair.Kept))] : [];

    private static IEnumerable<KeptRatio> Pairs(BenchmarkReport kept, BenchmarkReport now)
    {
        ILookup<string, Ratio> ratios = Ratio.All(now).ToLookup(ratio => ratio.Name);
        return Ratio.All(kept).SelectMany(ratio => ratios[ratio.Name].Select(other => new KeptRatio(ratio.Name, ratio.Value, other.Value, other.Of)));
    }

    /// <summary>Returns whether two peaks can belong to one generation of processors. Virtual machines often name only the processor family; in a family, a generation with vector units twice as wide has twice the peak.</summary>
    private static bool HasSamePeak(BenchmarkReport kept, BenchmarkReport now)
        => now.PeakGflopsOneThread > kept.PeakGflopsOneThread / MaxPeakRatio && now.PeakGflopsOneThread < kept.PeakGflopsOneThread * MaxPeakRatio;

    /// <summary>Returns the kind of machine: its processor and vector width. Machines of one kind have nearly the same ratios.</summary>
    private static (string, int) Kind(BenchmarkReport report) => (report.Machine.Split(',')[0], report.VectorBits);
}

/// <summary>A ratio that hardly depends on the machine's clock rate. Larger is better.</summary>
/// <param name="Name">Description of the ratio.</param>
/// <param name="Value">The ratio.</param>
/// <param name="Of">Names of the benchmarks that the ratio is computed from.</param>
internal sealed record Ratio(string Name, double Value, IReadOnlyList<string> Of)
{
    internal static IEnumerable<Ratio> All(BenchmarkReport report)
    {
        foreach (BenchmarkResult result in report.Results)
        {
            double peak = result.Threads == 1 ? report.PeakGflopsOneThread : report.PeakGflops;
            yield return result.PercentOfPeak is { } percent
                ? new Ratio($"{result.Name}, % of peak", percent, [result.Name])
                : new Ratio($"{result.Name}, iterations per 10⁹ operations at the peak", 1e6 / result.UsBest / peak, [result.Name]);
        }

        if (DecisionBenchmark.SamplingRatio(report) is { } sampling)
        {
            yield return new Ratio("rl decide 10000, greedy / sampled", 1 / sampling, [DecisionBenchmark.Greedy, DecisionBenchmark.Sampled]);
        }
    }
}

/// <summary>A kept ratio and its current value.</summary>
/// <param name="Ratio">Description of the ratio.</param>
/// <param name="Kept">The kept value.</param>
/// <param name="Now">The current value.</param>
/// <param name="Names">Names of the benchmarks that the ratio is computed from.</param>
internal sealed record KeptRatio(string Ratio, double Kept, double Now, IReadOnlyList<string> Names);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchmarkReport))]
[JsonSerializable(typeof(BenchmarkReport[]))]
internal sealed partial class KeptResultsJson : JsonSerializerContext;
