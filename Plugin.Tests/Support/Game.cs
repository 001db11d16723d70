using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Tests.Support;

/// <summary>A small game with one brain. An agent's observation is a function of its handle and the frame, and a script teaches it.</summary>
internal sealed class Game : IDisposable
{
    private readonly RandomSource _world = new(77, 7);

    internal Game(
        int agents = 20, ulong seed = 1, int workers = 1, Func<BrainOptions, BrainOptions>? change = null, Func<PluginOptions, PluginOptions>? plugin = null)
    {
        Plugin = new NeuroPlugin((plugin ?? (options => options))(new PluginOptions { Seed = seed, Workers = workers }));
        Brain = Plugin.AddBrain("guards", (change ?? (options => options))(Options()));
        Agents = [.. Enumerable.Range(0, agents).Select(_ => Brain.Spawn())];
    }

    internal NeuroPlugin Plugin { get; }

    internal Brain Brain { get; }

    internal List<AgentHandle> Agents { get; }

    internal ImitationLearner Learner => (ImitationLearner)Brain.Learner!;

    internal float[] Weights => Brain.Parameters.Values.ToArray();

    internal static BrainOptions Options() => new()
    {
        Observations = new ObservationSpec().Add("wall.left", 0, 1).Add("energy", 0, 100).Add("heading", -3, 3),
        Actions = ActionSpec.Continuous("turn", "thrust"),
        Hidden = [16, 9],
        AgentCapacity = 64,
        Learner = new ImitationOptions { BatchSize = 32, ReplayCapacity = 256, Optimizer = new AdamOptions { LearningRate = 0.01 } },
    };

    /// <summary>Plays one fixed step and one late update. The orders are indices into <see cref="Agents"/>.</summary>
    /// <returns>Every agent's action, in the order of <see cref="Agents"/>.</returns>
    internal float[][] Frame(int frame, int[]? decideOrder = null, int[]? teachOrder = null)
    {
        Decide(frame, decideOrder);
        float[][] actions = [.. Agents.Select(agent => Brain.Action(agent).ToArray())];
        Teach(frame, teachOrder);
        Plugin.LateUpdate();
        return actions;
    }

    internal void Frames(int first, int count)
    {
        for (int frame = first; frame < first + count; frame++)
        {
            Frame(frame);
        }
    }

    internal void Decide(int frame, int[]? order = null)
    {
        Plugin.FixedUpdate(0.02f);
        AgentHandle[] handles = [.. (order ?? [.. Enumerable.Range(0, Agents.Count)]).Select(i => Agents[i])];
        Decisions decisions = Brain.BeginDecisions(handles);
        for (int row = 0; row < handles.Length; row++)
        {
            Observe(handles[row], frame, decisions.Observation(row));
        }

        Brain.Decide();
    }

    internal void Teach(int frame, int[]? order = null)
    {
        foreach (int i in order ?? [.. Enumerable.Range(0, Agents.Count)])
        {
            Brain.Teach(Agents[i], Teacher(Agents[i], frame));
        }
    }

    internal void Observe(AgentHandle agent, int frame, Span<float> observation)
    {
        RandomSource random = _world.Stream((ulong)frame);
        observation[0] = random.Uniform(agent.Id, 0);
        observation[1] = random.Uniform(agent.Id, 1, 0, 100);
        observation[2] = random.Uniform(agent.Id, 2, -3, 3);
        observation[3..].Clear();
    }

    internal float[] Teacher(AgentHandle agent, int frame)
    {
        float[] seen = new float[3];
        Observe(agent, frame, seen);
        return [seen[2] / 3 * (seen[0] > 0.5f ? 1 : -1), seen[1] / 50 - 1];
    }

    public void Dispose() => Plugin.Dispose();
}
