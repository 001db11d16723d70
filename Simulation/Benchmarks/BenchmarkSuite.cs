using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A suite of benchmarks. It runs them in several rounds, so that no figure depends on a single moment, and measures the machine's peak before, between and after the benchmarks.</summary>
internal sealed class BenchmarkSuite : IDisposable
{
    internal static readonly IReadOnlyList<string> Groups = ["gemm", "infer", "train", "frame", "ecs", "rl"];

    /// <summary>Largest plausible rate in percent of the peak. A higher rate shows that the peak was measured too low.</summary>
    private const double MaxPercent = 103;
    private const int RepeatsOfPeak = 20;
    private readonly Workers _workers;
    private readonly Peak _peak;
    private readonly bool _isQuick;
    private readonly List<Measurement> _measurements;

    internal BenchmarkSuite(string? group, int threads, bool isQuick)
        : this(threads, isQuick, workers =>
        [
            .. GemmBenchmark.Cases(isQuick), .. InferenceBenchmark.Cases(workers, isQuick), .. TrainingBenchmark.Cases(workers, isQuick),
            .. FrameBenchmark.Cases(threads, isQuick), .. EntityBenchmark.Cases(),
            .. DecisionBenchmark.Cases(threads), .. EnvironmentBenchmark.Cases(threads), .. ProximalPolicyBenchmark.Cases(workers), .. RewardFrameBenchmark.Cases(threads, isQuick),
        ]) => _measurements.RemoveAll(each => group is not null && each.Case.Group != group);

    internal BenchmarkSuite(int threads, bool isQuick, Func<Workers, IEnumerable<BenchmarkCase>> cases)
    {
        _workers = new Workers(threads);
        _peak = new Peak(_workers);
        _isQuick = isQuick;
        _measurements = [.. cases(_workers).Select(each => new Measurement(each))];
    }

    private int Rounds => _isQuick ? 3 : 5;

    private TimeSpan Budget => TimeSpan.FromMilliseconds(_isQuick ? 60 : 100);

    /// <summary>Runs all benchmarks.</summary>
    /// <param name="progress">Receives the name of each benchmark before it runs, and the finished share, 0 to 1.</param>
    /// <param name="cancellation">Ends the suite early. The report then has what was measured so far.</param>
    /// <exception cref="BenchmarkException">A result is wrong, or a rate is higher than the machine's peak.</exception>
    internal BenchmarkReport Run(Action<string, double> progress, CancellationToken cancellation)
    {
        _peak.Measure(50);
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < _measurements.Count && !cancellation.IsCancellationRequested; i++)
            {
                // Frames have a fixed number of samples, so one round is enough.
                if (_measurements[i].Case.Samples is null || round == 0)
                {
                    progress(_measurements[i].Case.Name, (round + (double)i / _measurements.Count) / Rounds);
                    _peak.Measure(4);
                    _measurements[i].Take(Budget, cancellation);
                }
            }
        }

        return Report(cancellation);
    }

    /// <summary>Measures the named benchmarks again, and returns a new report on all benchmarks.</summary>
    internal BenchmarkReport Repeat(IReadOnlySet<string> names, Action<string, double> progress, CancellationToken cancellation)
    {
        foreach (Measurement measurement in _measurements.Where(each => names.Contains(each.Case.Name)))
        {
            if (!cancellation.IsCancellationRequested)
            {
                progress($"again: {measurement.Case.Name}", 1);
                _peak.Measure(4);
                measurement.Take(3 * Budget, cancellation);
            }
        }

        return Report(cancellation);
    }

    public void Dispose() => _workers.Dispose();

    private BenchmarkReport Report(CancellationToken cancellation)
    {
        _peak.Measure(50);
        BenchmarkResult[] results = Results();
        for (int i = 0; i < RepeatsOfPeak && Array.Exists(results, IsTooFast) && !cancellation.IsCancellationRequested; i++)
        {
            _peak.Measure(200);
            results = Results();
        }

        if (Array.Find(results, IsTooFast) is { } wrong)
        {
            throw new BenchmarkException(FormattableString.Invariant(
                $"{wrong.Name}: expected at most {MaxPercent} % of the peak, received {wrong.PercentOfPeak:F1} %. The peak of {_peak.Of(wrong.Threads):F1} GFLOP/s was measured too low; try again on an idle machine"));
        }

        return new BenchmarkReport
        {
            Machine = MachineName.Describe(),
            VectorBits = Peak.VectorBits,
            Threads = _workers.Count,
            Quick = _isQuick,
            PeakGflops = Math.Round(_peak.Of(_workers.Count), 2),
            PeakGflopsOneThread = Math.Round(_peak.Of(1), 2),
            PeakScaling = Math.Round(_peak.Scaling, 3),
            Results = results,
        };
    }

    private BenchmarkResult[] Results() => [.. _measurements.Where(each => each.HasSamples).Select(each => each.Result(_peak))];

    private static bool IsTooFast(BenchmarkResult result) => result.PercentOfPeak > MaxPercent;
}
