using System.Text.Json.Serialization;
using NeuroAgents.Simulation.Measuring;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>What a bench measured: the result for machines. Keys in JSON are the names in snake_case.</summary>
internal sealed record BenchmarkReport
{
    /// <summary>Processor, system and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>Widest vectors that are accelerated, bits.</summary>
    public required int VectorBits { get; init; }

    /// <summary>Workers of what was split.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether it was a quick one.</summary>
    public required bool Quick { get; init; }

    /// <summary>What a pure multiply-add loop reaches on <see cref="Threads"/> threads, 10⁹ operations a second.</summary>
    public required double PeakGflops { get; init; }

    /// <summary>The same on one thread.</summary>
    public required double PeakGflopsOneThread { get; init; }

    /// <summary>The first over the second.</summary>
    public required double PeakScaling { get; init; }

    /// <summary>One entry per benchmark.</summary>
    public required IReadOnlyList<BenchmarkResult> Results { get; init; }
}

/// <summary>One benchmark's figures.</summary>
internal sealed record BenchmarkResult
{
    /// <summary>Its group.</summary>
    public required string Group { get; init; }

    /// <summary>What was run.</summary>
    public required string Name { get; init; }

    /// <summary>Workers that it used.</summary>
    public required int Threads { get; init; }

    /// <summary>The fastest sample, µs per iteration.</summary>
    public required double UsBest { get; init; }

    /// <summary>The middle sample, µs per iteration.</summary>
    public required double UsMedian { get; init; }

    /// <summary>Work over the fastest time; null where work is not counted.</summary>
    public required double? Gflops { get; init; }

    /// <summary>That over the peak of as many threads, %.</summary>
    public required double? PercentOfPeak { get; init; }

    /// <summary>Bytes that the process allocated in one sample after the warm-up: the least of several.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Median frame, ms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P50 { get; init; }

    /// <summary>99th percentile of frames, ms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P99 { get; init; }

    /// <summary>99.9th percentile of frames, ms; absent below 10,000 frames.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P999 { get; init; }

    /// <summary>Mean times of the parts of a frame, ms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PhaseStatistics? PhaseMs { get; init; }
}
