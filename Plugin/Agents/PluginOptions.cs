using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Agents;

/// <summary>Options that all brains of a plugin share.</summary>
/// <example><code>
/// PluginOptions options = new() { Seed = 7, Workers = 4, LearnMode = LearnMode.Background };
/// </code></example>
public sealed record PluginOptions
{
    /// <summary>Seed of all random numbers. The same seed and calls give the same bits. Default: 0.</summary>
    public ulong Seed { get; set; }

    /// <summary>Minibatches that each brain learns from per <see cref="NeuroPlugin.LateUpdate"/>, 0 to 1,000. More minibatches learn faster and make frames longer. Not used with a budget. Default: 1.</summary>
    public int LearnSteps { get; set; } = 1;

    /// <summary>
    /// Time that all brains together may learn for in a <see cref="NeuroPlugin.LateUpdate"/>, above 0 to 1 s; null to use <see cref="LearnSteps"/> instead. Longer budgets learn faster and make frames longer.
    /// The number of steps depends on the machine, so bits differ from run to run. Inline only. Default: null.
    /// </summary>
    public TimeSpan? LearnBudget { get; set; }

    /// <summary>The thread that learns, and the frame in which its results take effect. Default: inline.</summary>
    public LearnMode LearnMode { get; set; }

    /// <summary>Frames from a learning job to its effect in <see cref="LearnMode.Lockstep"/>, 1 to 64. Longer delays leave the learning thread more time and react later. Default: 1.</summary>
    public int PublishDelay { get; set; } = 1;

    /// <summary>Threads that share the work of a brain, the calling thread included, 1 to 256. More workers make large batches faster and never change results. Default: 1.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>
    /// Device that learning steps run on, for every brain. Default: null, the processor. A custom device must be usable from the thread that learns: see <see cref="LearnMode"/>.
    /// The plugin doesn't dispose it.
    /// </summary>
    public IDevice? LearningDevice { get; set; }

    /// <summary>Device that decisions run on, for every brain. Default: null, the processor. <see cref="Brain.Decide"/> waits for the device. The plugin doesn't dispose it.</summary>
    public IDevice? DecisionDevice { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ArgumentException">A budget is set and learning is not inline.</exception>
    public void Validate()
    {
        Require.InRange(LearnSteps, 0, 1000);
        Require.InRange(Workers, 1, 256);
        Require.InRange(PublishDelay, 1, MaxPublishDelay);
        RequireBudget(LearnBudget);
        if (LearnMode is not (LearnMode.Inline or LearnMode.Background or LearnMode.Lockstep))
        {
            throw new ArgumentOutOfRangeException(nameof(LearnMode), LearnMode, $"LearnMode: expected Inline, Background or Lockstep, received {LearnMode}.");
        }

        if (LearnBudget is not null && LearnMode != LearnMode.Inline)
        {
            throw new ArgumentException($"LearnBudget: expected no budget with LearnMode {LearnMode}, which takes no frame time, received one.");
        }
    }

    internal const int MaxPublishDelay = 64;

    internal static void RequireBudget(TimeSpan? budget)
    {
        if (budget is { } time && !(time > TimeSpan.Zero && time <= TimeSpan.FromSeconds(1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(budget), time, FormattableString.Invariant($"LearnBudget: expected above 0 to 1,000 ms, received {time.TotalMilliseconds} ms."));
        }
    }
}
