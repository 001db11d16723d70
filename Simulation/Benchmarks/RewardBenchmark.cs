using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of a control task, 2,048 cart-poles: whole frames in which a 64-64 network decides, or only the steps of the poles with the first frame's actions.</summary>
internal sealed class EnvironmentBenchmark : Benchmark
{
    private const int Agents = 2048;
    private readonly SimulationRun _run;
    private readonly IWorldStep _step;
    private readonly bool _decides;
    private long _frame;

    private EnvironmentBenchmark(bool decides, int threads)
    {
        _decides = decides;
        _run = new SimulationRun(RewardFrameBenchmark.Options(Agents, threads), decides ? Driver.Brain : Driver.Teacher, isLabelled: false);
        _step = _run.Session.Feature<IWorldStep>()!;
        _run.Plugin.Awake();
        // In this frame the script chooses the actions that all steps without a network repeat.
        _run.Frame.Run();
    }

    internal static IEnumerable<BenchmarkCase> Cases(int threads)
    {
        yield return new BenchmarkCase("rl", $"rl cartpole {Agents} steps, 64-64 policy", threads, () => new EnvironmentBenchmark(decides: true, threads), WarmUp: 30);
        yield return new BenchmarkCase("rl", $"rl cartpole {Agents} steps alone", threads, () => new EnvironmentBenchmark(decides: false, threads), WarmUp: 30);
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            _frame++;
            if (_decides)
            {
                _run.Frame.Run();
            }
            else
            {
                _run.Session.Locate.Run(_frame);
                _step.Run(_frame);
            }
        }
    }

    internal override string? FindFault()
        => _run.Session.Roster.Count == Agents && _run.Session.Brain.Statistics.Episodes.Decisions >= (_decides ? _frame * Agents : 0)
            ? null
            : $"agents: expected {Agents} that decide in each of {_frame} frames, received {_run.Session.Roster.Count} with {_run.Session.Brain.Statistics.Episodes.Decisions} decisions";

    protected override void Release() => _run.Dispose();
}

/// <summary>A benchmark of whole frames of cart-pole: 4,096 agents sense, decide by sampling and move, and PPO learns one minibatch of 512 rows. A sample is a frame.</summary>
internal sealed class RewardFrameBenchmark : Benchmark
{
    private const int Agents = 4096;
    private readonly SimulationRun _run;
    private double _sense, _decide, _act, _learn;
    private long _frames, _stepsBefore;

    private RewardFrameBenchmark(int threads)
    {
        _run = new SimulationRun(Options(Agents, threads), Driver.Brain, isLabelled: true);
        _run.Plugin.Awake();
    }

    internal override bool IsSingleShot => true;

    internal override PhaseStatistics Phases => new(_sense / _frames, _decide / _frames, _act / _frames, _learn / _frames);

    internal static IEnumerable<BenchmarkCase> Cases(int threads, bool quick)
    {
        yield return new BenchmarkCase("rl", $"rl frame cartpole {Agents} ppo", threads, () => new RewardFrameBenchmark(threads), 60, quick ? 200 : 2000);
    }

    /// <summary>Returns the options of a run of the first scenario whose score is a return, cart-pole.</summary>
    internal static RunOptions Options(int agents, int threads)
        => new() { Scenario = ScenarioCatalogue.Standard.All.First(scenario => scenario.LowestReturn is not null).Name, Learner = RunOptions.Ppo, Agents = agents, Workers = threads };

    internal override void StartCounting()
    {
        (_sense, _decide, _act, _learn, _frames) = (0, 0, 0, 0, 0);
        _stepsBefore = _run.Session.Brain.Statistics.LearnSteps;
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
        // Frames without a minibatch are those in which a rollout fills.
        long steps = _run.Session.Brain.Statistics.LearnSteps - _stepsBefore;
        return steps > _frames || steps < _frames / 2 ? $"learning: expected {_frames / 2} to {_frames} minibatches, received {steps}" : null;
    }

    protected override void Release() => _run.Dispose();
}
