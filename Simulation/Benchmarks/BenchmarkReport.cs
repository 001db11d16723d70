using System.Text.Json.Serialization;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>The result of <c>bench</c>. In JSON the keys are the property names in snake_case.</summary>
internal sealed record BenchmarkReport
{
    /// <summary>Processor, operating system and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>Width of the widest accelerated vectors, bits.</summary>
    public required int VectorBits { get; init; }

    /// <summary>Number of threads in parallel benchmarks.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether the figures come from the short form, <c>bench --quick</c>.</summary>
    public required bool Quick { get; init; }

    /// <summary>Rate of a pure multiply-add loop on <see cref="Threads"/> threads, 10⁹ operations per second.</summary>
    public required double PeakGflops { get; init; }

    /// <summary>Rate of a pure multiply-add loop on one thread, 10⁹ operations per second.</summary>
    public required double PeakGflopsOneThread { get; init; }

    /// <summary><see cref="PeakGflops"/> / <see cref="PeakGflopsOneThread"/>.</summary>
    public required double PeakScaling { get; init; }

    /// <summary>One entry per benchmark.</summary>
    public required IReadOnlyList<BenchmarkResult> Results { get; init; }
}

/// <summary>The figures of one benchmark.</summary>
internal sealed record BenchmarkResult
{
    /// <summary>Group of the benchmark.</summary>
    public required string Group { get; init; }

    /// <summary>Name of the benchmark.</summary>
    public required string Name { get; init; }

    /// <summary>Number of threads that the benchmark used.</summary>
    public required int Threads { get; init; }

    /// <summary>Time of the fastest sample, µs per iteration.</summary>
    public required double UsBest { get; init; }

    /// <summary>Time of the median sample, µs per iteration.</summary>
    public required double UsMedian { get; init; }

    /// <summary>Rate of the fastest sample, 10⁹ operations per second; null if operations are not counted.</summary>
    public required double? Gflops { get; init; }

    /// <summary>Rate of the fastest sample in percent of the peak on the same number of threads; null if operations are not counted.</summary>
    public required double? PercentOfPeak { get; init; }

    /// <summary>Bytes that the process allocated in one sample after the warm-up; the smallest value of all samples.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Median time of a frame, ms; only in benchmarks of whole frames.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P50 { get; init; }

    /// <summary>99th percentile of the frames' times, ms; only in benchmarks of whole frames.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P99 { get; init; }

    /// <summary>99.9th percentile of the frames' times, ms; only in benchmarks of at least 10,000 whole frames.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P999 { get; init; }

    /// <summary>Mean times of the parts of a frame, ms; only in benchmarks of whole frames.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PhaseStatistics? PhaseMs { get; init; }
}
