using NeuroAgents.Learning.Imitation;
using NeuroAgents.Losses;
using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Policies;

public sealed class HybridHeadTests
{
    private static readonly int[] s_sizes = [3, 2, 4];
    private static readonly HybridHead s_head = new(2, s_sizes);

    [Fact]
    public void WidthsAreThoseOfBothParts()
    {
        Assert.Equal((11, 5, 9), (s_head.OutputWidth, s_head.ActionWidth, s_head.MaskWidth));
        Assert.Equal([(-1, 1), (-1, 1), (0, 2), (0, 1), (0, 3)], Enumerable.Range(0, 5).Select(s_head.Range));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HybridHead(0, s_sizes));
        Assert.Throws<ArgumentException>(() => new HybridHead(2, []));
        Assert.Throws<ArgumentException>(() => new HybridHead(2, [3, 1]));
    }

    [Fact]
    public void TheHeadFollowsTheShape()
    {
        Assert.IsType<ContinuousHead>(PolicyHead.Create(new ActionShape(2, [])));
        Assert.IsType<DiscreteHead>(PolicyHead.Create(new ActionShape(0, [2, 3])));
        Assert.Equal(7, Assert.IsType<HybridHead>(PolicyHead.Create(new ActionShape(2, [2, 3]))).OutputWidth);
        Assert.IsType<HybridHead>(new ImitationOptions().CreateHead(new ActionShape(1, [2])));
        Assert.Equal((2, 5, 4), (new ActionShape(2, [2, 3]).Continuous, new ActionShape(2, [2, 3]).Choices, new ActionShape(2, [2, 3]).Width));
        Assert.Contains("expected at least one action", Assert.Throws<ArgumentException>(() => new ActionShape(0, [])).Message, StringComparison.Ordinal);
        Assert.Contains("expected at least 2 choices in each branch, received 2, 1", Assert.Throws<ArgumentException>(() => new ActionShape(0, [2, 1])).Message, StringComparison.Ordinal);
    }

    /// <summary>Random outputs and masks, with NaN, infinities and closed branches among them.</summary>
    [Fact]
    public void ActsAsThePlainLoops()
    {
        RandomSource random = new(3, 9);
        int neutral = 0, closed = 0;
        for (ulong i = 0; i < 2000; i++)
        {
            float[] output = [.. Enumerable.Range(0, 11).Select(k => Odd(random.Uniform(i, (ulong)k, -2, 2), random.Uniform(i, (ulong)k + 20)))];
            bool[] mask = i % 3 == 0 ? [] : [.. Enumerable.Range(0, 9).Select(k => random.Uniform(i, (ulong)k + 40) < 0.6f)];
            float[] action = new float[5], wanted = new float[5];
            bool isDecided = NaiveAct(output, mask, wanted, out bool isNaN, out bool isClosed);
            Assert.Equal(isDecided, s_head.Act(output, mask, action));
            Assert.Equal(wanted, action);
            Assert.Equal(isNaN, s_head.FindNaN(output, mask) >= 0);
            Assert.Equal(isClosed, s_head.FindClosedBranch(mask) >= 0);
            Assert.True(isClosed || s_head.IsAction(action, mask));
            (neutral, closed) = (neutral + (isNaN ? 1 : 0), closed + (isClosed ? 1 : 0));
        }

        Assert.InRange(neutral, 100, 1900);
        Assert.InRange(closed, 100, 1900);
    }

    [Theory]
    [InlineData(new float[] { 0.5f, -1, 2, 1, 3 }, -1)]
    [InlineData(new float[] { 0.5f, 1.5f, 2, 1, 3 }, 1)]
    [InlineData(new float[] { float.NaN, 0, 2, 1, 3 }, 0)]
    [InlineData(new float[] { 0, 0, 1, 1, 3 }, 2)]
    [InlineData(new float[] { 0, 0, 2, 2, 3 }, 3)]
    [InlineData(new float[] { 0, 0, 2, 1, 0.5f }, 4)]
    public void FindsTheFirstRefusedValue(float[] action, int expected)
    {
        bool[] mask = [true, false, true, true, true, true, true, true, true];
        Assert.Equal(expected, s_head.FindRefused(action, mask));
        Assert.Equal(expected < 0, s_head.IsAction(action, mask));
    }

    /// <summary>A target row of the loss holds a label and a mask.</summary>
    [Fact]
    public void EachHeadMakesItsLoss()
    {
        foreach (PolicyHead head in (PolicyHead[])[new ContinuousHead(3), new DiscreteHead(s_sizes), s_head])
        {
            Assert.Equal(head.ActionWidth + head.MaskWidth, head.CreateImitationLoss().TargetColumns(head.OutputWidth));
        }

        Assert.IsType<HybridLoss>(s_head.CreateImitationLoss());
        Assert.Contains("received Silent", Assert.Throws<NotSupportedException>(() => new Silent().CreateImitationLoss()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ActingAllocatesNothing()
    {
        float[] output = new float[11], action = new float[5];
        bool[] mask = [true, false, true, true, true, true, true, true, true];
        s_head.Act(output, mask, action);
        AllocationProbe.AssertNone(() => s_head.Act(output, mask, action));
    }

    private static float Odd(float value, float kind)
        => kind < 0.02f ? float.NaN : kind < 0.04f ? float.PositiveInfinity : kind < 0.06f ? float.NegativeInfinity : kind < 0.2f ? 1 : value;

    private static bool NaiveAct(float[] output, bool[] mask, float[] action, out bool isNaN, out bool isClosed)
    {
        isNaN = float.IsNaN(output[0]) || float.IsNaN(output[1]);
        isClosed = false;
        float[] neutral = new float[5];
        int first = 0;
        for (int branch = 0; branch < s_sizes.Length; branch++)
        {
            int[] allowed = [.. Enumerable.Range(0, s_sizes[branch]).Where(choice => mask.Length == 0 || mask[first + choice])];
            int start = 2 + first;
            isNaN |= allowed.Any(choice => float.IsNaN(output[start + choice]));
            isClosed |= allowed.Length == 0;
            neutral[2 + branch] = allowed.FirstOrDefault();
            action[2 + branch] = allowed.OrderByDescending(choice => output[start + choice]).ThenBy(choice => choice).FirstOrDefault();
            first += s_sizes[branch];
        }

        (action[0], action[1]) = (Math.Clamp(output[0], -1, 1), Math.Clamp(output[1], -1, 1));
        if (isNaN)
        {
            neutral.CopyTo(action, 0);
        }

        return !isNaN && !isClosed;
    }

    /// <summary>A custom head.</summary>
    private sealed class Silent : PolicyHead
    {
        public override int OutputWidth => 1;

        public override int ActionWidth => 1;

        public override bool Act(ReadOnlySpan<float> output, ReadOnlySpan<bool> mask, Span<float> action) => true;

        public override void WriteNeutralAction(ReadOnlySpan<bool> mask, Span<float> action) => action.Clear();

        public override bool IsAction(ReadOnlySpan<float> action, ReadOnlySpan<bool> mask = default) => true;
    }
}
