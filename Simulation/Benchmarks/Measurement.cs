using System.Diagnostics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>The samples of one benchmark, over several rounds.</summary>
internal sealed class Measurement(BenchmarkCase benchmarkCase)
{
    private const double MinSampleSeconds = 300e-6;
    private const int MaxSamples = 20_000;
    private readonly List<double> _microseconds = new(MaxSamples);
    private double _operations;
    private long _allocated = long.MaxValue;
    private Measuring.PhaseStatistics? _phases;

    internal BenchmarkCase Case { get; } = benchmarkCase;

    internal bool HasSamples => _microseconds.Count > 0;

    /// <summary>Creates the benchmark, warms it up, takes samples within a time budget and checks the result.</summary>
    /// <exception cref="BenchmarkException">The benchmark computed a wrong result.</exception>
    internal void Take(TimeSpan budget, CancellationToken cancellation)
    {
        using Benchmark benchmark = Case.Create();
        _operations = benchmark.Operations;
        for (int i = 0; i < Case.WarmUp && !cancellation.IsCancellationRequested; i++)
        {
            benchmark.BeforeSample();
            benchmark.Run(1);
        }

        int iterations = benchmark.IsSingleShot ? 1 : Calibrate(benchmark);
        benchmark.StartCounting();
        Sample(benchmark, iterations, budget, cancellation);
        _phases = benchmark.Phases;
        if (!cancellation.IsCancellationRequested && benchmark.FindFault() is { } fault)
        {
            throw new BenchmarkException($"{Case.Name}: {fault}");
        }
    }

    internal BenchmarkResult Result(Peak peak)
    {
        double[] sorted = [.. _microseconds.Order()];
        double? rate = _operations == 0 ? null : _operations / sorted[0] / 1e3;
        bool isFrame = _phases is not null;
        return new BenchmarkResult
        {
            Group = Case.Group,
            Name = Case.Name,
            Threads = Case.Threads,
            UsBest = Math.Round(sorted[0], 4),
            UsMedian = Math.Round(Percentile(sorted, 0.5), 4),
            Gflops = rate is { } r ? Math.Round(r, 3) : null,
            PercentOfPeak = rate is { } s ? Math.Round(100 * s / peak.Of(Case.Threads), 2) : null,
            AllocatedBytes = _allocated,
            P50 = isFrame ? Percentile(sorted, 0.5) / 1e3 : null,
            P99 = isFrame ? Percentile(sorted, 0.99) / 1e3 : null,
            P999 = isFrame && sorted.Length >= 10_000 ? Percentile(sorted, 0.999) / 1e3 : null,
            PhaseMs = _phases,
        };
    }

    private void Sample(Benchmark benchmark, int iterations, TimeSpan budget, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        int wanted = Case.Samples ?? 0;
        for (int taken = 0; taken < wanted || (Case.Samples is null && (taken < 3 || Stopwatch.GetElapsedTime(start) < budget)); taken++)
        {
            if (cancellation.IsCancellationRequested || _microseconds.Count == MaxSamples)
            {
                break;
            }

            benchmark.BeforeSample();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long begin = Stopwatch.GetTimestamp();
            benchmark.Run(iterations);
            long end = Stopwatch.GetTimestamp();
            _allocated = Math.Min(_allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
            _microseconds.Add((end - begin) * 1e6 / Stopwatch.Frequency / iterations);
        }
    }

    /// <summary>Returns the number of iterations that makes a sample long enough for the clock's resolution.</summary>
    private static int Calibrate(Benchmark benchmark)
    {
        int iterations = 1;
        while (true)
        {
            long begin = Stopwatch.GetTimestamp();
            benchmark.Run(iterations);
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (seconds >= MinSampleSeconds || iterations >= 1 << 24)
            {
                return iterations;
            }

            iterations = (int)Math.Clamp(iterations * 1.3 * MinSampleSeconds / Math.Max(seconds, 1e-7), iterations * 1.5 + 1, iterations * 20.0);
        }
    }

    private static double Percentile(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}

/// <summary>The exception for a benchmark that computed a wrong result or has an impossible figure.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
