using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning.ProximalPolicy;

/// <summary>Generalised advantage estimation: δₜ = rₜ + γ V′ − V(oₜ), Âₜ = δₜ + γλ Âₜ₊₁, return Rₜ = Âₜ + V(oₜ).</summary>
/// <remarks>
/// <para>V′ is 0 after a terminated row, V(oₜ₊₁) of the successor if there is one, and V(next observation) at a tail: a truncated or cut trajectory. Âₜ₊₁ is the successor's, 0 without one.</para>
/// <para>One pass over the rows from the last to the first, in float64; each row's results are rounded to float32. The bits depend on the rows alone. Does not allocate.</para>
/// <para>Source: Schulman, Moritz, Levine, Jordan, Abbeel: "High-dimensional continuous control using generalized advantage estimation", 2015, arXiv 1506.02438.</para>
/// </remarks>
/// <param name="Gamma">Discount of a reward per decision, 0 to 1. Larger values look further ahead and make returns vary more.</param>
/// <param name="Lambda">Weight of longer estimates, 0 to 1. 0 trusts the critic after one step, 1 sums the rewards to the trajectory's end.</param>
public readonly record struct GeneralizedAdvantages(double Gamma, double Lambda)
{
    /// <summary>Deviation that rewards are divided by, as <see cref="RewardScale.Scaled"/> does; null to leave rewards as they are. Default: null.</summary>
    public double? RewardDeviation { get; init; }

    /// <summary>Writes the advantages and returns of all rows.</summary>
    /// <param name="rollout">Rows with values, and with next values at the tails.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Gamma"/> or <see cref="Lambda"/> is out of its range.</exception>
    public void Sweep(Rollout rollout)
    {
        Require.NotNull(rollout);
        Sweep(rollout, 0, rollout.Count);
    }

    /// <summary>Writes the advantages and returns of a range of rows. Ranges that cover all rows, called from the highest to the lowest, give the bits of the whole sweep.</summary>
    /// <param name="rollout">Rows with values, and with next values at the tails.</param>
    /// <param name="first">First row. All rows after the range were swept before.</param>
    /// <param name="count">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the rollout, or <see cref="Gamma"/> or <see cref="Lambda"/> is out of its range.</exception>
    public void Sweep(Rollout rollout, int first, int count)
    {
        Require.NotNull(rollout);
        Require.InRange(Gamma, 0, 1);
        Require.InRange(Lambda, 0, 1);
        Require.InRange(count, 0, rollout.Count);
        Require.InRange(first, 0, rollout.Count - count);
        ReadOnlySpan<float> rewards = rollout.Rewards, values = rollout.Values, nextValues = rollout.NextValues;
        ReadOnlySpan<int> successors = rollout.Successors;
        Span<float> advantages = rollout.Advantages, returns = rollout.Returns;
        for (int row = first + count - 1; row >= first; row--)
        {
            int successor = successors[row];
            bool hasSuccessor = successor >= 0;
            double next = hasSuccessor ? values[successor] : rollout.End(row) == EpisodeEnd.Terminated ? 0 : nextValues[row];
            double reward = RewardDeviation is { } deviation ? RewardScale.Scaled(rewards[row], deviation) : rewards[row];
            double advantage = reward + Gamma * next - values[row];
            if (hasSuccessor)
            {
                advantage += Gamma * Lambda * advantages[successor];
            }

            advantages[row] = (float)advantage;
            returns[row] = (float)(advantage + values[row]);
        }
    }
}
