using NeuroAgents.Activations;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>A benchmark of one part of PPO, on a rollout of 8,192 rows from 512 agents: a learning step of the policy and value networks on 512 rows, or the advantages of all rows.</summary>
internal sealed class ProximalPolicyBenchmark : Benchmark, IExperienceBatch
{
    private const int Rows = 8192, Agents = 512, Observations = 32;
    private static readonly int[] s_branches = [3, 3];
    private readonly bool _sweeps;
    private readonly ProximalPolicyLearner _learner;
    private readonly Rollout _rollout;
    private readonly Matrix _observations = BenchmarkNetwork.Random(Rows, Observations, 1);
    private readonly float[] _action = [0, 1], _mask = [1, 1, 1, 1, 1, 1], _logProbability = [-2.2f];
    private readonly Matrix _rewards = BenchmarkNetwork.Random(Rows, 1, 2);
    private LearningStep _step;
    private long _version;

    private ProximalPolicyBenchmark(bool sweeps, Workers workers)
    {
        _sweeps = sweeps;
        ProximalPolicyOptions options = new() { RolloutRows = Rows, BatchSize = 512 };
        ActionShape actions = new(0, s_branches);
        PolicyHead head = options.CreateHead(actions);
        Sequential policy = options.CreatePolicy(new PolicyShape(Observations, [64, 64], head.OutputWidth, Activation.Tanh, 0, null) { Actions = actions });
        ParameterBuffer parameters = new(new ParameterLayout([new(NetworkNames.Policy, policy), .. options.Networks(policy).Select(each => KeyValuePair.Create(each.Name, each.Program))]));
        parameters.Initialize(new RandomSource(3, 1));
        float[] minima = new float[Observations], maxima = new float[Observations];
        Array.Fill(minima, -1);
        Array.Fill(maxima, 1);
        _learner = new ProximalPolicyLearner(options, new LearnerContext(parameters, new ObservationNormalizer(minima, maxima), head, new RandomSource(3, 2), workers));
        _rollout = new Rollout(Rows, Observations, s_branches.Length, head.MaskWidth);
        _rollout.Record(this);
    }

    internal override bool IsSingleShot => !_sweeps;

    internal static IEnumerable<BenchmarkCase> Cases(Workers workers)
    {
        yield return new BenchmarkCase("rl", "rl ppo minibatch 512, 64-64 policy and value", workers.Count, () => new ProximalPolicyBenchmark(sweeps: false, workers));
        yield return new BenchmarkCase("rl", $"rl advantages {Rows}", 1, () => new ProximalPolicyBenchmark(sweeps: true, workers));
    }

    internal override void BeforeSample()
    {
        if (!_sweeps && !_learner.Status.IsReady)
        {
            // The first minibatch of a rollout also computes its values and advantages. It is not measured.
            _version++;
            _learner.Record(this);
            _learner.Advance(StepPart.Rest, out _);
        }
    }

    internal override void Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            if (_sweeps)
            {
                new GeneralizedAdvantages(0.99, 0.95).Sweep(_rollout);
            }
            else
            {
                _learner.Advance(StepPart.Rest, out _step);
            }
        }
    }

    internal override string? FindFault()
    {
        if (!_sweeps)
        {
            return _step.Fault == StepFault.None && float.IsFinite(_step.Loss) ? null : $"step: expected a finite loss, received {_step.Loss} with the fault {_step.Fault}";
        }

        // Without values the last advantage of an agent is its last reward, and the one before adds 0.99 · 0.95 of it.
        float last = _rewards.Row(Rows - 1)[0], expected = _rewards.Row(Rows - 1 - Agents)[0] + 0.9405f * last, received = _rollout.Advantages[Rows - 1 - Agents];
        return Math.Abs(expected - received) < 1e-5 ? null : $"advantage: expected {expected}, received {received}";
    }

    int IExperienceBatch.Count => Rows;

    long IExperienceBatch.PolicyVersion => _version;

    ulong IExperienceBatch.Agent(int row) => (1UL << 32) | (uint)(row % Agents);

    long IExperienceBatch.Transition(int row) => row / Agents;

    ReadOnlySpan<float> IExperienceBatch.Values(ExperienceColumn column, int row) => column switch
    {
        ExperienceColumn.Observation => _observations.Row(row),
        ExperienceColumn.NextObservation => _observations.Row((row + Agents) % Rows),
        ExperienceColumn.Action => _action,
        ExperienceColumn.Mask => _mask,
        ExperienceColumn.LogProbability => _logProbability,
        ExperienceColumn.Reward => _rewards.Row(row),
        _ => default,
    };
}
