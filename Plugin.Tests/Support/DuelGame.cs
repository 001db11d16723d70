using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Numerics;

namespace NeuroAgents.Tests.Support;

/// <summary>Duels of two brains: agents of the same number see the same random value, and the one whose action is nearer to it wins. An episode has five decisions.</summary>
internal sealed class DuelGame : IDisposable
{
    internal const int Agents = 4;
    private const int EpisodeLength = 5;
    private readonly AgentHandle[][] _handles;
    private readonly float[,] _distances = new float[2, Agents];
    private readonly RandomSource _random = new(7, 99);
    private readonly bool _isDiscrete;

    internal DuelGame(SelfPlayOptions options, bool isSymmetric, LearnerOptions? learner = null, bool isDiscrete = false, PluginOptions? plugin = null, Normalization normalization = Normalization.Range, ulong seed = 3)
    {
        _isDiscrete = isDiscrete;
        Plugin = new NeuroPlugin((plugin ?? new PluginOptions { LearnSteps = 100, Workers = 1 }) with { Seed = seed });
        BrainOptions brain = new()
        {
            Observations = new ObservationSpec().Add("wanted", -1, 1),
            Actions = isDiscrete ? ActionSpec.Discrete(new ActionBranch("move", "left", "right")) : ActionSpec.Continuous("move"),
            Hidden = [8],
            Learner = learner ?? Fast,
            Normalization = normalization,
            AgentCapacity = Agents,
        };
        Brains = [Plugin.AddBrain("red", brain), Plugin.AddBrain("blue", brain with { IsFrozen = isSymmetric })];
        League = Plugin.AddLeague(Brains[0], Brains[1], options);
        _handles = [.. Brains.Select(each => Enumerable.Range(0, Agents).Select(_ => each.Spawn()).ToArray())];
    }

    internal static ProximalPolicyOptions Fast => RewardedGame.Fast with { RolloutRows = 32, BatchSize = 16 };

    internal NeuroPlugin Plugin { get; }

    internal Brain[] Brains { get; }

    internal League League { get; }

    internal int Frame { get; set; }

    internal void Run(int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            Run();
        }
    }

    internal void Run()
    {
        Frame++;
        for (int side = 0; side < 2; side++)
        {
            Decisions decisions = Brains[side].BeginDecisions(_handles[side]);
            for (int i = 0; i < Agents; i++)
            {
                decisions.Observation(i)[0] = Wanted(i);
            }

            Brains[side].Decide();
            for (int i = 0; i < Agents; i++)
            {
                float action = decisions.Action(i)[0];
                _distances[side, i] = Math.Abs((_isDiscrete ? 2 * action - 1 : action) - Wanted(i));
                Brains[side].Reward(_handles[side][i], -_distances[side, i]);
            }
        }

        for (int i = 0; i < Agents && Frame % EpisodeLength == 0; i++)
        {
            Brains[0].EndEpisode(_handles[0][i], EpisodeEnd.Terminated);
            Brains[1].EndEpisode(_handles[1][i], EpisodeEnd.Terminated);
            League.RecordGame((1 + MathF.Sign(_distances[1, i] - _distances[0, i])) / 2.0);
        }

        Plugin.LateUpdate();
    }

    internal AgentHandle FirstAgent(Brain brain) => _handles[Array.IndexOf(Brains, brain)][0];

    internal float Wanted(int agent) => _random.Uniform((ulong)agent, (ulong)Frame, -1, 1);

    /// <summary>Continues another game that is loaded into this plugin.</summary>
    internal void CopyWorldFrom(DuelGame other)
    {
        Frame = other.Frame;
        for (int side = 0; side < 2; side++)
        {
            _handles[side] = [.. other._handles[side].Select(agent => Brains[side].FindAgent(agent.Id))];
        }
    }

    public void Dispose() => Plugin.Dispose();
}
