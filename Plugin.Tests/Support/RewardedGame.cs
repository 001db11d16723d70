using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Tests.Support;

/// <summary>ML-Agents' simple environment for many agents: each moves along a line to the goal, +1 or −1, that it observes.</summary>
/// <remarks>Each move costs 0.01, the last one included. The right end earns 1.06, the wrong end −1.06. With steps of 0.2, the best return is 1.06 − 5 · 0.01 = 1.01.</remarks>
internal sealed class RewardedGame : IDisposable
{
    private const float Step = 0.2f;
    private readonly float[] _positions;
    private readonly float[] _goals;
    private readonly long[] _episodes;
    private readonly RandomSource _random;
    private readonly bool _isDiscrete;

    internal RewardedGame(LearnerOptions learner, bool isDiscrete = true, int agents = 8, ulong seed = 1, PluginOptions? options = null, int[]? hidden = null, Normalization normalization = Normalization.Range, double exploringShare = 1)
    {
        _isDiscrete = isDiscrete;
        options = options ?? new PluginOptions { LearnSteps = 1000, Workers = 1 };
        options.Seed = seed;
        Plugin = new NeuroPlugin(options);
        Brain = Plugin.AddBrain("movers", new BrainOptions
        {
            Observations = new ObservationSpec().Add("goal", -1, 1),
            Actions = isDiscrete ? ActionSpec.Discrete(new ActionBranch("move", "left", "right")) : ActionSpec.Continuous("move"),
            Hidden = hidden ?? [32],
            Activation = NeuroAgents.Activations.Activation.Tanh,
            Learner = learner,
            Normalization = normalization,
            ExploringShare = exploringShare,
            AgentCapacity = agents,
        });
        Agents = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
        (_positions, _goals, _episodes) = (new float[agents], new float[agents], new long[agents]);
        _random = new RandomSource(seed, 99);
        for (int i = 0; i < agents; i++)
        {
            Restart(i);
        }
    }

    internal static ProximalPolicyOptions Fast => new()
    {
        RolloutRows = 64, BatchSize = 16, EntropyCoefficient = 0.005f, TargetKl = 0, Optimizer = new AdamOptions { LearningRate = 5e-3, Epsilon = 1e-5 },
    };

    internal NeuroPlugin Plugin { get; }

    internal Brain Brain { get; }

    internal AgentHandle[] Agents { get; }

    /// <summary>The agent that receives the reward of an agent, by index: normally the same one, another one in negative controls.</summary>
    internal Func<int, int> RewardedAgent { get; set; } = agent => agent;

    /// <summary>Factor of all rewards.</summary>
    internal float RewardFactor { get; init; } = 1;

    /// <summary>Reward that a step costs.</summary>
    internal float StepCost { get; init; } = 0.01f;

    /// <summary>Action that a teacher shows at a goal; null for no teacher.</summary>
    internal Func<float, float>? Teacher { get; init; }

    internal void Run(int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            Decisions decisions = Brain.BeginDecisions(Agents);
            for (int i = 0; i < Agents.Length; i++)
            {
                decisions.Observation(i)[0] = _goals[i];
            }

            Brain.Decide();
            for (int i = 0; i < Agents.Length; i++)
            {
                if (Teacher is not null)
                {
                    Brain.Teach(Agents[i], [Teacher(_goals[i])]);
                }

                Move(i, _isDiscrete ? (Brain.Choice(Agents[i], 0) == 1 ? 1 : -1) : Brain.Action(Agents[i])[0]);
            }

            for (int i = 0; i < Agents.Length; i++)
            {
                if (Math.Abs(_positions[i]) >= 1)
                {
                    Brain.EndEpisode(Agents[i], EpisodeEnd.Terminated);
                    Restart(i);
                }
            }

            Plugin.LateUpdate();
        }
    }

    /// <summary>Copies positions, goals and episodes from another game, and finds its agents in this brain.</summary>
    internal void CopyWorldFrom(RewardedGame other)
    {
        for (int i = 0; i < Agents.Length; i++)
        {
            (_positions[i], _goals[i], _episodes[i]) = (other._positions[i], other._goals[i], other._episodes[i]);
            Agents[i] = Brain.FindAgent(other.Agents[i].Id);
        }
    }

    public void Dispose() => Plugin.Dispose();

    private void Move(int i, float action)
    {
        _positions[i] = Math.Clamp(_positions[i] + Step * action, -1, 1);
        float reward = -StepCost + (Math.Abs(_positions[i]) >= 1 ? 1.06f * _positions[i] * _goals[i] : 0);
        Brain.Reward(Agents[RewardedAgent(i)], RewardFactor * reward);
    }

    private void Restart(int i) => (_positions[i], _goals[i]) = (0, _random.Below(2, (ulong)i, (ulong)_episodes[i]++) == 0 ? -1 : 1);
}
