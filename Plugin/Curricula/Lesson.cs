using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Curricula;

/// <summary>One lesson of a <see cref="CurriculumParameter"/>: the parameter's value, or a sampler that draws one for each episode, and the return at which the next lesson begins.</summary>
public sealed record Lesson
{
    /// <summary>Largest <see cref="MinEpisodes"/>.</summary>
    public const int MaxMinEpisodes = 1_000_000_000;

    /// <summary>The parameter's value in all episodes; null if <see cref="Sampler"/> draws it. Default: null.</summary>
    public double? Value { get; set; }

    /// <summary>Distribution of the parameter over episodes; null if <see cref="Value"/> is set. Default: null.</summary>
    public ParameterSampler? Sampler { get; set; }

    /// <summary>Mean return of the newest <see cref="Window"/> episodes at which the next lesson begins. With a higher threshold, agents stay longer in the lesson. Required except in the last lesson, which does not end. Default: null.</summary>
    public double? Threshold { get; set; }

    /// <summary>Number of newest episodes whose mean return is compared with <see cref="Threshold"/>, 1 to 100. Larger windows are less noisy and react later. Default: 100.</summary>
    public int Window { get; set; } = EpisodeLog.Window;

    /// <summary>Number of the lesson's episodes that must finish before the next lesson begins, 1 to 1,000,000,000. If <see cref="Window"/> is larger, it counts instead. With more episodes, luck is less likely to end a lesson. Default: 1.</summary>
    public int MinEpisodes { get; set; } = 1;

    /// <summary>Smallest value that the parameter can have in this lesson.</summary>
    [JsonIgnore]
    public double Lowest => Value ?? Sampler!.Lowest;

    /// <summary>Largest value that the parameter can have in this lesson.</summary>
    [JsonIgnore]
    public double Highest => Value ?? Sampler!.Highest;

    /// <summary>Copies the lesson deeply, so later changes of one don't affect the other. Allocates.</summary>
    public Lesson Copy() => this with { Sampler = Sampler?.Copy() };

    /// <summary>Checks every value.</summary>
    /// <param name="isLast">Whether no lesson follows.</param>
    /// <exception cref="ArgumentException">A value is not finite, missing or out of its range.</exception>
    public void Validate(bool isLast)
    {
        if (Value is null == Sampler is null)
        {
            throw new ArgumentException($"Value, Sampler: expected one of them, received {(Value is null ? "none" : "both")}.");
        }

        if (Threshold is null != isLast)
        {
            throw new ArgumentException($"Threshold: expected {(isLast ? "none in the last lesson" : "one in every lesson but the last")}, received {(isLast ? FormattableString.Invariant($"{Threshold}") : "none")}.");
        }

        Require.InRange(Value ?? 0, float.MinValue, float.MaxValue, nameof(Value));
        Require.InRange(Threshold ?? 0, double.MinValue, double.MaxValue, nameof(Threshold));
        Require.InRange(Window, 1, EpisodeLog.Window);
        Require.InRange(MinEpisodes, 1, MaxMinEpisodes);
        Sampler?.Validate();
    }

    /// <summary>Returns the value, or the distribution.</summary>
    public override string ToString() => Value is { } value ? FormattableString.Invariant($"{value}") : $"{Sampler}";

    internal double Draw(RandomSource random, ulong agent, ulong episode) => Value ?? Sampler!.Draw(random, agent, episode);
}
