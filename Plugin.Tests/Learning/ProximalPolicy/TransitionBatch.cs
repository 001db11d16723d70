using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

/// <summary>One transition of a test.</summary>
internal sealed record Transition(ulong Agent, long Number, float Reward, EpisodeEnd? End = null)
{
    internal float[] Observation { get; init; } = [1, 2];

    internal float[] Action { get; init; } = [0];

    internal float[] Mask { get; init; } = [];

    internal float[] LogProbability { get; init; } = [-1];

    internal float[] NextObservation { get; init; } = [3, 4];
}

/// <summary>Transitions as a brain delivers them.</summary>
internal sealed class TransitionBatch(params IReadOnlyList<Transition> rows) : IExperienceBatch
{
    private readonly float[][] _rewards = [.. rows.Select(row => new[] { row.Reward })];

    public int Count => rows.Count;

    public ulong Agent(int row) => rows[row].Agent;

    public EpisodeEnd? End(int row) => rows[row].End;

    public long Transition(int row) => rows[row].Number;

    public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
    {
        ExperienceColumn.Observation => rows[row].Observation,
        ExperienceColumn.Action => rows[row].Action,
        ExperienceColumn.Mask => rows[row].Mask,
        ExperienceColumn.LogProbability => rows[row].LogProbability,
        ExperienceColumn.Reward => _rewards[row],
        ExperienceColumn.NextObservation => rows[row].NextObservation,
        _ => default,
    };

    /// <summary>Number of an agent in a slot.</summary>
    internal static ulong AgentOf(int slot, uint generation = 1) => ((ulong)generation << 32) | (uint)slot;
}
