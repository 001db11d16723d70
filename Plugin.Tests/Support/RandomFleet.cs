using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;

namespace NeuroAgents.Tests.Support;

/// <summary>A game of births, deaths, ends, refused rows, skipped decisions, masks, hands and rewards at any time, with a naive account of every agent's decisions.</summary>
internal sealed class RandomFleet : IDisposable
{
    private const int MaxAgents = 12;
    private readonly RandomSource _random;
    private readonly Dictionary<ulong, NaiveAgent> _agents = [];
    private readonly int _depth;

    internal RandomFleet(ulong seed, LearnerOptions? learner, int depth = 1, int workers = 1)
    {
        _random = new RandomSource(seed, 77);
        _depth = depth;
        Plugin = new NeuroPlugin(new PluginOptions { Seed = seed, Workers = workers });
        Brain = Plugin.AddBrain("fleet", new BrainOptions
        {
            Observations = Observations(depth),
            Actions = Actions,
            Hidden = [8],
            Learner = learner,
            AgentCapacity = MaxAgents,
        });
    }

    internal static ActionSpec Actions => ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("fire", "no", "yes", "twice"));

    internal NeuroPlugin Plugin { get; }

    internal Brain Brain { get; }

    /// <summary>Whether agents are passed in descending order.</summary>
    internal bool IsReversed { get; init; }

    /// <summary>The naive account's transitions, those of the brain's own actions included.</summary>
    internal List<string> Transitions { get; } = [];

    /// <summary>The transitions whose action came from hands.</summary>
    internal List<string> HandTransitions { get; } = [];

    /// <summary>Number of unbroken runs of transitions of one agent.</summary>
    internal int Trajectories { get; private set; }

    /// <summary>The naive account's rows that the network decided from, and those that it received.</summary>
    internal List<(float[] Expected, float[] Received)> Rows { get; } = [];

    internal static ObservationSpec Observations(int depth) => new ObservationSpec().Add("x", -1, 1).Add("y", 0, 9).Stack(depth);

    internal void Frames(ulong first, ulong count)
    {
        for (ulong frame = first; frame < first + count; frame++)
        {
            Frame(frame);
        }
    }

    /// <summary>Continues with the agents of another fleet, whose saved game this one has loaded.</summary>
    internal void CopyFrom(RandomFleet other)
    {
        foreach ((ulong id, NaiveAgent agent) in other._agents)
        {
            _agents.Add(id, agent.Copy(Brain.FindAgent(id)));
        }
    }

    internal static string Text(ReadOnlySpan<float> observation, ReadOnlySpan<float> mask, ReadOnlySpan<float> action, float reward, ReadOnlySpan<float> next, ReadOnlySpan<float> nextMask, EpisodeEnd? end)
        => string.Create(CultureInfo.InvariantCulture, $"{Text(observation)} [{Text(mask)}] do {Text(action)} get {reward:R} -> {Text(next)} [{Text(nextMask)}] {end}");

    public void Dispose() => Plugin.Dispose();

    private static string Text(ReadOnlySpan<float> values) => string.Join(' ', values.ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private void Frame(ulong frame)
    {
        Plugin.FixedUpdate(0.02f);
        if (_agents.Count < MaxAgents && Draw(2, 1, frame) == 0)
        {
            AgentHandle born = Brain.Spawn();
            _agents.Add(born.Id, new NaiveAgent(born));
        }

        NaiveAgent[] deciding = [.. Ordered().Where(agent => Draw(4, agent.Handle.Id, 10_000 + frame) > 0)];
        Decide(frame, deciding);
        foreach (NaiveAgent agent in Ordered().Where(agent => agent.HasDecided))
        {
            float reward = Draw(5, agent.Handle.Id, 30_000 + frame) - 2;
            Brain.Reward(agent.Handle, reward);
            agent.Reward += reward;
            End(Draw(14, agent.Handle.Id, 40_000 + frame), frame, agent);
        }

        // Slots of the dead are used again in the order of deaths, so that order is part of the game.
        foreach (NaiveAgent agent in _agents.Values.OrderBy(each => each.Handle.Id).ToArray())
        {
            Remove(Draw(30, agent.Handle.Id, 50_000 + frame), agent);
        }

        Plugin.LateUpdate();
    }

    private void Decide(ulong frame, NaiveAgent[] deciding)
    {
        Decisions decisions = Brain.BeginDecisions([.. deciding.Select(agent => agent.Handle)]);
        for (int i = 0; i < deciding.Length; i++)
        {
            Sense(deciding[i], frame).CopyTo(decisions.Observation(i));
            decisions.Mask(i).Allow(0, 2, Draw(2, deciding[i].Handle.Id, 60_000 + frame) == 0);
        }

        Brain.Decide();
        for (int i = 0; i < deciding.Length; i++)
        {
            NaiveAgent agent = deciding[i];
            float[] sensed = Sense(agent, frame);
            bool isRefused = float.IsNaN(sensed[0]);
            float[] row = agent.Stack(sensed, _depth), mask = [1, 1, Draw(2, agent.Handle.Id, 60_000 + frame) == 0 ? 1 : 0];
            if (!isRefused)
            {
                Rows.Add((row, decisions.Inputs(i).ToArray()));
                Close(agent, row, mask, null);
                agent.Seen.Add(sensed);
            }

            agent.Cut(isRefused);
            (agent.HasDecided, agent.IsOpen, agent.IsHand, agent.Reward) = (true, !isRefused, false, 0);
            (agent.Observation, agent.Mask, agent.Action) = (row, mask, decisions.Action(i).ToArray());
            if (Draw(4, agent.Handle.Id, 70_000 + frame) == 0)
            {
                (agent.Action, agent.IsHand) = ([_random.Uniform(agent.Handle.Id, 80_000 + frame, -1, 1), Draw(2, agent.Handle.Id, 90_000 + frame)], true);
                Brain.Acted(agent.Handle, agent.Action);
            }
        }
    }

    private void End(int chance, ulong frame, NaiveAgent agent)
    {
        if (chance > 2)
        {
            return;
        }

        if (chance == 0)
        {
            Brain.EndEpisode(agent.Handle, EpisodeEnd.Terminated);
            Close(agent, agent.Observation, [1, 1, 1], EpisodeEnd.Terminated);
        }
        else if (chance == 1)
        {
            float[] last = [0.25f, frame % 9];
            Brain.EndEpisode(agent.Handle, EpisodeEnd.Truncated, last);
            Close(agent, agent.Stack(last, _depth), [1, 1, 1], EpisodeEnd.Truncated);
        }
        else
        {
            Brain.EndEpisode(agent.Handle, EpisodeEnd.Truncated);
            agent.Cut(true);
        }

        agent.Seen.Clear();
        (agent.HasDecided, agent.IsOpen) = (false, false);
    }

    private void Remove(int chance, NaiveAgent agent)
    {
        if (chance > 1)
        {
            return;
        }

        if (chance == 0)
        {
            Brain.Despawn(agent.Handle, EpisodeEnd.Terminated);
            Close(agent, agent.Observation, [1, 1, 1], EpisodeEnd.Terminated);
        }
        else
        {
            Brain.Despawn(agent.Handle);
        }

        _agents.Remove(agent.Handle.Id);
    }

    private void Close(NaiveAgent agent, float[] next, float[] nextMask, EpisodeEnd? end)
    {
        if (!agent.IsOpen)
        {
            return;
        }

        string row = Text(agent.Observation, agent.Mask, agent.Action, agent.Reward, next, nextMask, end);
        Transitions.Add(row);
        if (agent.IsHand)
        {
            HandTransitions.Add(row);
        }

        Trajectories += agent.IsContinued ? 0 : 1;
        (agent.IsContinued, agent.IsOpen) = (true, false);
    }

    private float[] Sense(NaiveAgent agent, ulong frame)
        => Draw(20, agent.Handle.Id, 100_000 + frame) == 0 ? [float.NaN, 1] : [_random.Uniform(agent.Handle.Id, 20_000 + frame, -1, 1), Draw(10, agent.Handle.Id, 110_000 + frame)];

    private int Draw(int count, ulong id, ulong step) => _random.Below(count, id, step);

    private NaiveAgent[] Ordered() => [.. IsReversed ? _agents.Values.OrderByDescending(agent => agent.Handle.Id) : _agents.Values.OrderBy(agent => agent.Handle.Id)];

    private sealed class NaiveAgent(AgentHandle handle)
    {
        internal AgentHandle Handle => handle;

        internal bool HasDecided { get; set; }

        internal bool IsOpen { get; set; }

        internal bool IsHand { get; set; }

        /// <summary>Whether the agent's previous transition was closed, so that the next one continues it.</summary>
        internal bool IsContinued { get; set; }

        internal float Reward { get; set; }

        internal float[] Observation { get; set; } = [];

        internal float[] Mask { get; set; } = [];

        internal float[] Action { get; set; } = [];

        /// <summary>Observations of the episode so far.</summary>
        internal List<float[]> Seen { get; private init; } = [];

        /// <summary>Notes that the open transition, if there is one, has no successor.</summary>
        internal void Cut(bool isCut) => IsContinued &= !isCut;

        internal NaiveAgent Copy(AgentHandle of) => new(of)
        {
            HasDecided = HasDecided, IsOpen = IsOpen, IsHand = IsHand, IsContinued = IsContinued, Reward = Reward, Observation = Observation, Mask = Mask, Action = Action, Seen = [.. Seen],
        };

        /// <summary>The newest observations of the episode up to this one, the oldest first; the first observation stands for missing ones.</summary>
        internal float[] Stack(float[] sensed, int depth)
        {
            float[][] all = [.. Seen, sensed];
            return [.. Enumerable.Range(all.Length - depth, depth).SelectMany(i => all[Math.Max(0, i)])];
        }
    }
}
