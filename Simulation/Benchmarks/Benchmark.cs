namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark: work that is prepared once and then run many times while it is timed.</summary>
internal abstract class Benchmark : IDisposable
{
    /// <summary>Number of multiplications and additions in one iteration, without padding; 0 if they are not counted.</summary>
    internal virtual double Operations => 0;

    /// <summary>Whether every sample is one iteration.</summary>
    internal virtual bool IsSingleShot => false;

    /// <summary>Mean times of the parts of an iteration since the warm-up, ms; null if an iteration has no parts.</summary>
    internal virtual Measuring.PhaseStatistics? Phases => null;

    /// <summary>Prepares a sample. Not timed.</summary>
    internal virtual void BeforeSample()
    {
    }

    /// <summary>Ends the warm-up, so that statistics start here.</summary>
    internal virtual void StartCounting()
    {
    }

    internal abstract void Run(int iterations);

    /// <summary>Returns a description of the first wrong result; null if all are right. Called once after all samples, not timed.</summary>
    internal abstract string? FindFault();

    public void Dispose() => Release();

    /// <summary>Releases the benchmark's resources.</summary>
    protected virtual void Release()
    {
    }
}

/// <summary>The definition of a benchmark. The benchmark itself is created only when its turn comes.</summary>
/// <param name="Group">Group of the benchmark on the command line.</param>
/// <param name="Name">Name of the benchmark in results.</param>
/// <param name="Threads">Number of threads that the benchmark uses.</param>
/// <param name="Create">Creates the benchmark and allocates its memory.</param>
/// <param name="WarmUp">Number of iterations before the samples.</param>
/// <param name="Samples">Number of samples in one round; null for as many as the time budget allows.</param>
internal sealed record BenchmarkCase(string Group, string Name, int Threads, Func<Benchmark> Create, int WarmUp = 3, int? Samples = null);
