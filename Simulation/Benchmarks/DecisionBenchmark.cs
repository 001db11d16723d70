using NeuroAgents.Agents;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Numerics;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of a brain's decision for 10,000 agents, greedy or sampled with log-probabilities. Writing the observations is not timed.</summary>
internal sealed class DecisionBenchmark : Benchmark
{
    internal const string Greedy = "rl decide 10000 greedy", Sampled = "rl decide 10000 sampled";
    private const int Agents = 10_000;
    private readonly NeuroPlugin _plugin;
    private readonly Brain _brain;
    private readonly AgentHandle[] _agents;
    private readonly Matrix _observations = BenchmarkNetwork.Random(Agents, 32, 1);

    private DecisionBenchmark(ActingMode acting, int threads)
    {
        ObservationSpec observations = new();
        for (int i = 0; i < _observations.Columns; i++)
        {
            observations.Add($"o{i}", -1, 1);
        }

        _plugin = new NeuroPlugin(new PluginOptions { Seed = 3, Workers = threads });
        _brain = _plugin.AddBrain("agents", new BrainOptions
        {
            Observations = observations,
            Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "straight", "right"), new ActionBranch("speed", "slow", "walk", "run")),
            Learner = new ProximalPolicyOptions(),
            AgentCapacity = Agents,
        });
        _plugin.Awake();
        _brain.Acting = acting;
        _agents = [.. Enumerable.Range(0, Agents).Select(_ => _brain.Spawn())];
    }

    internal override bool IsSingleShot => true;

    internal static IEnumerable<BenchmarkCase> Cases(int threads)
    {
        yield return new BenchmarkCase("rl", Greedy, threads, () => new DecisionBenchmark(ActingMode.Greedy, threads));
        yield return new BenchmarkCase("rl", Sampled, threads, () => new DecisionBenchmark(ActingMode.Sample, threads));
    }

    /// <summary>Returns the time of a sampled decision divided by that of a greedy one; null if one of them was not measured.</summary>
    internal static double? SamplingRatio(BenchmarkReport report)
        => report.Results.FirstOrDefault(result => result.Name == Sampled)?.UsBest / report.Results.FirstOrDefault(result => result.Name == Greedy)?.UsBest;

    internal override void BeforeSample()
    {
        Decisions decisions = _brain.BeginDecisions(_agents);
        for (int row = 0; row < Agents; row++)
        {
            _observations.Row(row).CopyTo(decisions.Observation(row));
        }
    }

    internal override void Run(int iterations) => _brain.Decide();

    internal override string? FindFault()
    {
        Decisions decisions = _brain.Decisions;
        int[] counts = new int[3];
        for (int row = 0; row < Agents; row++)
        {
            counts[(int)decisions.Action(row)[0]]++;
        }

        return _brain.Acting == ActingMode.Sample && counts.Min() < Agents / 20 ? $"choices: expected at least {Agents / 20} of each, received {string.Join(", ", counts)}" : null;
    }

    protected override void Release() => _plugin.Dispose();
}
