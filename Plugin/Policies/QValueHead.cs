using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Policies;

/// <summary>A policy head whose outputs are Q-values: the expected return of each choice, branch after branch. The action has the largest allowed Q-value of each branch.</summary>
/// <remarks>
/// <para>A sample is ε-greedy: in each branch, the best choice with the chance 1 − ε, and otherwise any allowed one with equal chance. ε comes from the <see cref="Exploration"/>; all rows of a decision
/// use the ε at the decision's start, so the order of rows never matters.</para>
/// <para>A head counts decisions, so each brain has a head of its own. Does not allocate; rows may be drawn on several threads at once.</para>
/// </remarks>
public sealed class QValueHead : PolicyHead, ISamplingHead, IExploringHead
{
    /// <summary>Sub-stream of the agents' places on the ladder; the branches use those from 0.</summary>
    private const ulong LadderStream = 1UL << 32;

    private readonly DiscreteHead _greedy;
    private readonly Exploration _exploration;

    /// <summary>Creates a head for the given branches.</summary>
    /// <param name="sizes">Number of choices of each branch, at least 2.</param>
    /// <param name="exploration">Schedule or ladder of ε. It is copied.</param>
    /// <exception cref="ArgumentException">There is no branch, one has fewer than two choices, or ε is out of its range.</exception>
    public QValueHead(IReadOnlyList<int> sizes, Exploration exploration)
    {
        Require.NotNull(exploration);
        exploration.Validate();
        (_greedy, _exploration) = (new DiscreteHead(sizes), exploration with { });
    }

    /// <summary>Number of choices of each branch.</summary>
    public IReadOnlyList<int> Sizes => _greedy.Sizes;

    /// <summary>Number of network outputs: a Q-value per choice, branch after branch.</summary>
    public override int OutputWidth => _greedy.OutputWidth;

    /// <summary>Number of action values: one index per branch.</summary>
    public override int ActionWidth => _greedy.ActionWidth;

    /// <inheritdoc/>
    public override int MaskWidth => _greedy.MaskWidth;

    /// <summary>Number of rows decided so far while the brain explores, those of greedy agents included. The schedule of ε depends on it.</summary>
    public long Decisions { get; internal set; }

    long IExploringHead.Decisions
    {
        get => Decisions;
        set => Decisions = value;
    }

    /// <summary>ε of the schedule in the next decision. Agents on a ladder have rates of their own.</summary>
    public double ExplorationRate => _exploration.Rate(Decisions);

    /// <inheritdoc/>
    public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action) => _greedy.Act(output, mask, action);

    /// <inheritdoc/>
    public bool Sample(
        ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, RandomSource random, ulong id, ulong step, Span<float> sample, Span<float> action, out float logProbability)
    {
        Debug.Assert(output.Length == OutputWidth && sample.Length == ActionWidth && action.Length == ActionWidth, "A head turns one row of outputs into one sample.");
        Debug.Assert(mask.IsEmpty || mask.Length == MaskWidth, "A mask has a value for each choice, or none at all.");
        logProbability = float.NaN;
        bool isDecided = _greedy.Act(output, mask, sample);
        if (isDecided)
        {
            double rate = Rate(random, id), logSum = 0;
            int first = 0;
            for (int branch = 0; branch < sample.Length; branch++)
            {
                int size = Sizes[branch];
                logSum += Explore(mask.IsEmpty ? mask : mask.Slice(first, size), size, rate, random.Block(id, step, branch), ref sample[branch]);
                first += size;
            }

            logProbability = (float)logSum;
        }

        sample.CopyTo(action);
        return isDecided;
    }

    /// <inheritdoc/>
    public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action) => _greedy.WriteNeutralAction(mask, action);

    /// <summary>Returns whether each value is the index of an allowed choice.</summary>
    public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default) => _greedy.IsAction(action, mask);

    internal override int FindRefused(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask) => _greedy.FindRefused(action, mask);

    internal override int FindClosedBranch(ReadOnlySpan<bool> mask) => _greedy.FindClosedBranch(mask);

    internal override int FindNaN(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask) => _greedy.FindNaN(output, mask);

    internal override (float Minimum, float Maximum) Range(int action) => _greedy.Range(action);

    private double Rate(RandomSource random, ulong id)
        => _exploration.LadderBase > 0 ? _exploration.RateAt(random.Stream(LadderStream).Uniform(id, 0)) : ExplorationRate;

    /// <summary>Replaces the best choice of a branch by a random one with the chance ε, and returns the logarithm of the result's probability.</summary>
    private static double Explore(ReadOnlySpan<bool> mask, int size, double rate, (uint X, uint Y, uint Z, uint W) bits, ref float choice)
    {
        int allowed = mask.IsEmpty ? size : Count(mask);
        float best = choice;
        if (RandomSource.ToUnit(bits.X) < rate)
        {
            int place = (int)(((ulong)bits.Y * (ulong)allowed) >> 32);
            choice = mask.IsEmpty ? place : Find(mask, place);
        }

        double probability = rate / allowed + (choice == best ? 1 - rate : 0);
        return VectorMath.Log(probability);
    }

    private static int Count(ReadOnlySpan<bool> mask)
    {
        int count = 0;
        foreach (bool isAllowed in mask)
        {
            count += isAllowed ? 1 : 0;
        }

        return count;
    }

    /// <summary>Returns the index of an allowed choice by its place among the allowed ones.</summary>
    private static int Find(ReadOnlySpan<bool> mask, int place)
    {
        int choice = 0;
        for (int left = place; !mask[choice] || left-- > 0; choice++)
        {
        }

        return choice;
    }
}
