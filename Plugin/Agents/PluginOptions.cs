using NeuroAgents.Diagnostics;

namespace NeuroAgents.Agents;

/// <summary>What all brains of a plugin share.</summary>
public sealed record PluginOptions
{
    /// <summary>The seed of everything random; default 0. The same seed and calls give the same bits.</summary>
    public ulong Seed { get; set; }

    /// <summary>Minibatches that each brain learns from per <see cref="NeuroPlugin.LateUpdate"/>, 0 to 1,000; default 1.</summary>
    public int LearnSteps { get; set; } = 1;

    /// <summary>Workers that decisions are split over, the calling thread included, 1 to 256; default 1. Results don't depend on it.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        Require.InRange(LearnSteps, 0, 1000);
        Require.InRange(Workers, 1, 256);
    }
}
