using System.Diagnostics;

namespace NeuroAgents.Learning.QLearning;

/// <summary>The value of an observation as its Q-values give it: the mean over branches of the best allowed choice's Q-value.</summary>
/// <remarks>Branches have Q-values of their own with a target in common, as in Tavakoli, Pardo, Kormushev: "Action branching architectures for deep reinforcement learning", AAAI 2018.</remarks>
internal static class QValues
{
    /// <summary>Returns 1/B · Σ over branches b of Q_b(argmax of the choosing values over allowed choices). A branch without an allowed choice adds 0.</summary>
    /// <param name="sizes">Number of choices of each branch.</param>
    /// <param name="choosing">Q-values that choose. They are those of the online network in double Q-learning, and the same as <paramref name="values"/> otherwise.</param>
    /// <param name="values">Q-values that count.</param>
    /// <param name="mask">1 or 0 for each choice; empty if all are allowed.</param>
    internal static float Greedy(IReadOnlyList<int> sizes, ReadOnlySpan<float> choosing, ReadOnlySpan<float> values, ReadOnlySpan<float> mask)
    {
        Debug.Assert(choosing.Length == values.Length && (mask.IsEmpty || mask.Length == values.Length), "Each choice has a value and a place in the mask.");
        double sum = 0;
        int first = 0;
        for (int branch = 0; branch < sizes.Count; branch++)
        {
            int end = first + sizes[branch], best = -1;
            for (int choice = first; choice < end; choice++)
            {
                if ((mask.IsEmpty || mask[choice] != 0) && (best < 0 || choosing[choice] > choosing[best]))
                {
                    best = choice;
                }
            }

            sum += best < 0 ? 0 : values[best];
            first = end;
        }

        return (float)(sum / sizes.Count);
    }
}
