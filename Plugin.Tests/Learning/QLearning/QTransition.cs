using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Tests.Learning.QLearning;

/// <summary>One transition of a test, with one observation, whose value also identifies the transition.</summary>
internal sealed record QTransition(ulong Agent, long Number, float Reward, EpisodeEnd? End = null)
{
    internal float Observation { get; init; }

    internal float Action { get; init; }

    internal float Next { get; init; }

    internal float[] NextMask { get; init; } = [];
}

/// <summary>Transitions as a brain delivers them to a learner of Q-values.</summary>
internal sealed class QTransitions(params IReadOnlyList<QTransition> rows) : IExperienceBatch
{
    private readonly float[][] _values = [.. rows.Select(row => new[] { row.Observation, row.Action, row.Reward, row.Next })];

    public int Count => rows.Count;

    public ulong Agent(int row) => rows[row].Agent;

    public EpisodeEnd? End(int row) => rows[row].End;

    public long Transition(int row) => rows[row].Number;

    public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
    {
        ExperienceColumn.Observation => _values[row].AsSpan(0, 1),
        ExperienceColumn.Action => _values[row].AsSpan(1, 1),
        ExperienceColumn.Reward => _values[row].AsSpan(2, 1),
        ExperienceColumn.NextObservation => _values[row].AsSpan(3, 1),
        ExperienceColumn.NextMask => rows[row].NextMask,
        _ => default,
    };

    /// <summary>Number of an agent in a slot.</summary>
    internal static ulong AgentOf(int slot, uint generation = 1) => ((ulong)generation << 32) | (uint)slot;
}
