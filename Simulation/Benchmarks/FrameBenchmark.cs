using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of whole frames of forage: all agents sense, decide, are labelled and move, and one minibatch of 256 rows is learned with Adam. A sample is a frame.</summary>
internal sealed class FrameBenchmark : Benchmark
{
    private const int Batch = 256;
    private readonly SimulationRun _run;
    private readonly int _agents;
    private double _sense, _decide, _act, _learn;
    private long _frames, _stepsBefore, _samplesBefore;

    private FrameBenchmark(int agents, int threads)
    {
        _agents = agents;
        RunOptions options = new() { Agents = agents, Workers = threads, Set = { ["batch"] = "256", ["hidden"] = "64,64" } };
        _run = new SimulationRun(options, Driver.Brain, isLabelled: true);
        _run.Plugin.Awake();
    }

    internal override bool IsSingleShot => true;

    internal override PhaseStatistics Phases => new(_sense / _frames, _decide / _frames, _act / _frames, _learn / _frames);

    internal static IEnumerable<BenchmarkCase> Cases(int threads, bool quick)
    {
        (int Agents, int WarmUp, int Samples)[] sizes = quick
            ? [(1000, 60, 600), (10_000, 30, 150), (100_000, 10, 25)]
            : [(1000, 300, 10_000), (10_000, 300, 1500), (100_000, 60, 150)];
        foreach ((int agents, int warmUp, int samples) in sizes)
        {
            yield return new BenchmarkCase("frame", $"frame forage {agents}", threads, () => new FrameBenchmark(agents, threads), warmUp, samples);
        }
    }

    internal override void StartCounting()
    {
        (_sense, _decide, _act, _learn) = (0, 0, 0, 0);
        _frames = 0;
        _stepsBefore = _run.Session.Brain.Statistics.LearnSteps;
        _samplesBefore = _run.Session.Brain.Statistics.SamplesLearned;
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            _run.Frame.Run();
            FrameTimes times = _run.Frame.Times;
            (_sense, _decide, _act, _learn) = (_sense + times.Sense, _decide + times.Decide, _act + times.Act, _learn + times.Learn);
            _frames++;
        }
    }

    internal override string? FindFault()
    {
        long steps = _run.Session.Brain.Statistics.LearnSteps - _stepsBefore, samples = _run.Session.Brain.Statistics.SamplesLearned - _samplesBefore;
        return steps != _frames || samples != _frames * Batch
            ? $"learning: expected {_frames * Batch} rows in {_frames} steps, received {samples} in {steps}"
            : _run.Session.Roster.Count != _agents || _run.Session.Labels.Count != _agents
                ? $"agents: expected {_agents} living and labelled ones, received {_run.Session.Roster.Count} living and {_run.Session.Labels.Count} labelled ones"
                : null;
    }

    protected override void Release() => _run.Dispose();
}
