using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Options of a leash, which holds PPO near the policy that it started from: the loss has the further term β·KL(π_ref ‖ π).</summary>
/// <remarks>
/// <para>The reference π_ref is a frozen copy of the policy. It is taken whenever the policy comes from outside: by <c>Brain.Weights.CopyFrom</c>, by <c>Brain.Load</c> of a brain with another learner, by
/// <c>Brain.Weights.Reinitialize</c>, and when the brain is added. A saved brain that continues keeps its reference. Both policies see observations that are normalised in the same way, so running moments
/// that change also change the reference's outputs; <c>Brain.IsNormalizationFrozen</c> prevents that.</para>
/// <para>β(u) = floor + (coefficient − floor) · max(0, 1 − u / fade), where u counts the policy's updates since the reference was taken.</para>
/// <para>Source: the penalty on the divergence from the imitated policy of Vinyals et al.: "Grandmaster level in StarCraft II using multi-agent reinforcement learning", 2019.</para>
/// </remarks>
public sealed record LeashOptions
{
    /// <summary>Coefficient β at first, 0 to 1000. Larger coefficients hold the policy closer to the reference, so it forgets less and improves more slowly. Default: 0.5.</summary>
    public float Coefficient { get; set; } = 0.5f;

    /// <summary>Updates over which the coefficient falls linearly to <see cref="FloorCoefficient"/>, 0 to 1,000,000,000; 0 to start at the floor. More updates delay the time from which rewards alone decide. Default: 100.</summary>
    public int FadeUpdates { get; set; } = 100;

    /// <summary>Coefficient β after the fade, 0 to 1000. Above 0 the policy never leaves the neighbourhood of the reference. Default: 0.</summary>
    public float FloorCoefficient { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or out of its range.</exception>
    public void Validate()
    {
        Require.InRange(Coefficient, 0, 1000);
        Require.InRange(FadeUpdates, 0, 1_000_000_000);
        Require.InRange(FloorCoefficient, 0, 1000);
    }

    /// <summary>Computes β after a number of updates since the reference was taken.</summary>
    internal float CoefficientAfter(long updates)
    {
        double left = updates < FadeUpdates ? 1 - (double)updates / FadeUpdates : 0;
        return (float)(FloorCoefficient + ((double)Coefficient - FloorCoefficient) * left);
    }
}
