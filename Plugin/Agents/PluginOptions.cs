using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Agents;

/// <summary>What all brains of a plugin share.</summary>
public sealed record PluginOptions
{
    /// <summary>The seed of everything random; default 0. The same seed and calls give the same bits.</summary>
    public ulong Seed { get; set; }

    /// <summary>Minibatches that each brain learns from per <see cref="NeuroPlugin.LateUpdate"/>, 0 to 1,000; default 1. The deterministic choice; not used where there is a budget.</summary>
    public int LearnSteps { get; set; } = 1;

    /// <summary>
    /// Time that all brains together may learn for in a <see cref="NeuroPlugin.LateUpdate"/>, above 0 to 1 s; null, the default, for <see cref="LearnSteps"/>.
    /// Inline only. How many steps that is depends on the machine, so bits differ from run to run.
    /// </summary>
    public TimeSpan? LearnBudget { get; set; }

    /// <summary>Where brains learn; default inline.</summary>
    public LearnMode LearnMode { get; set; }

    /// <summary>In <see cref="LearnMode.Lockstep"/>: frames after which what was learned decides, 1 to 64; default 1.</summary>
    public int PublishDelay { get; set; } = 1;

    /// <summary>Workers that decisions are split over, the calling thread included, 1 to 256; default 1. Results don't depend on it.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>
    /// Device that learning steps run on, for every brain. Default: null, the processor. A device of one's own must be usable from the thread that learns: see <see cref="LearnMode"/>.
    /// The plugin doesn't dispose it.
    /// </summary>
    public IDevice? LearningDevice { get; set; }

    /// <summary>Device that decisions run on, for every brain. Default: null, the processor. <see cref="Brain.Decide"/> waits for the device. The plugin doesn't dispose it.</summary>
    public IDevice? DecisionDevice { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ArgumentException">There is a budget for learning that is not inline.</exception>
    public void Validate()
    {
        Require.InRange(LearnSteps, 0, 1000);
        Require.InRange(Workers, 1, 256);
        Require.InRange(PublishDelay, 1, MostDelay);
        RequireBudget(LearnBudget);
        if (LearnMode is not (LearnMode.Inline or LearnMode.Background or LearnMode.Lockstep))
        {
            throw new ArgumentOutOfRangeException(nameof(LearnMode), LearnMode, $"LearnMode: expected Inline, Background or Lockstep, received {LearnMode}.");
        }

        if (LearnBudget is not null && LearnMode != LearnMode.Inline)
        {
            throw new ArgumentException($"LearnBudget: expected none where learning takes no time of a frame, received one with LearnMode {LearnMode}.");
        }
    }

    internal const int MostDelay = 64;

    internal static void RequireBudget(TimeSpan? budget)
    {
        if (budget is { } time && !(time > TimeSpan.Zero && time <= TimeSpan.FromSeconds(1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(budget), time, FormattableString.Invariant($"LearnBudget: expected above 0 to 1,000 ms, received {time.TotalMilliseconds} ms."));
        }
    }
}
