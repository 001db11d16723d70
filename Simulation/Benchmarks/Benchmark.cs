namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A piece of work that is timed: made ready once, then run many times.</summary>
internal abstract class Benchmark : IDisposable
{
    /// <summary>Multiplications and additions of one iteration, over the true sizes; 0 where that says nothing.</summary>
    internal virtual double Operations => 0;

    /// <summary>Whether every sample is one iteration.</summary>
    internal virtual bool IsSingleShot => false;

    /// <summary>Mean times of the parts of what was run since the warm-up; null where there are none.</summary>
    internal virtual Measuring.PhaseStatistics? Phases => null;

    /// <summary>What every sample starts from; not timed.</summary>
    internal virtual void BeforeSample()
    {
    }

    /// <summary>Ends the warm-up: what follows counts.</summary>
    internal virtual void StartCounting()
    {
    }

    internal abstract void Run(int iterations);

    /// <summary>What is wrong with what was computed; null if it is right. Not timed, called after all samples.</summary>
    internal abstract string? FindFault();

    public void Dispose() => Release();

    /// <summary>Gives back what it holds.</summary>
    protected virtual void Release()
    {
    }
}

/// <summary>A benchmark by name, made when its turn comes.</summary>
/// <param name="Group">Its group on the command line.</param>
/// <param name="Name">Its name in results.</param>
/// <param name="Threads">Workers that it uses.</param>
/// <param name="Create">Allocates it.</param>
/// <param name="WarmUp">Iterations that are not counted.</param>
/// <param name="Samples">Samples of one round; null for as many as the time allows.</param>
internal sealed record BenchmarkCase(string Group, string Name, int Threads, Func<Benchmark> Create, int WarmUp = 3, int? Samples = null);
