using NeuroAgents.Policies;
using Xunit;

namespace NeuroAgents.Tests.Policies;

public sealed class PolicyHeadTests
{
    [Fact]
    public void ContinuousActionsAreLimited()
    {
        ContinuousHead head = new(4);
        float[] action = new float[4];
        head.Act([-2, -0.25f, 0.5f, float.PositiveInfinity], default, action);
        Assert.Equal([-1f, -0.25f, 0.5f, 1f], action);
        Assert.Equal((4, 4), (head.OutputWidth, head.ActionWidth));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContinuousHead(0));
    }

    [Fact]
    public void DiscreteActionsAreTheLargestAllowedLogitOfEachBranch()
    {
        DiscreteHead head = new([3, 2]);
        float[] action = new float[2];
        Assert.True(head.Act([1, 5, 5, -2, -3], default, action));
        Assert.Equal([1f, 0f], action);
        Assert.True(head.Act([1, 5, 5, -2, -3], [true, false, true, false, true], action));
        Assert.Equal([2f, 1f], action);
        Assert.False(head.Act([1, 5, 5, -2, -3], [false, false, false, true, true], action));
        head.WriteNeutralAction([false, true, true, false, true], action);
        Assert.Equal([1f, 1f], action);
        Assert.Equal((5, 2, 5), (head.OutputWidth, head.ActionWidth, head.MaskWidth));
        Assert.Throws<ArgumentException>(() => new DiscreteHead([3, 1]));
        Assert.Throws<ArgumentException>(() => new DiscreteHead([]));
    }

    /// <summary>Every comparison with NaN is false, so a clamp by comparisons lets NaN through, and the first logit stays the largest.</summary>
    [Fact]
    public void NoOutputMakesAnActionThatIsNotFinite()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, 2, float.MaxValue], action = new float[2];
        foreach (float first in odd)
        {
            foreach (float second in odd)
            {
                bool areNumbers = !float.IsNaN(first) && !float.IsNaN(second);
                Assert.Equal(areNumbers, new ContinuousHead(2).Act([first, second], default, action));
                Assert.All(action, value => Assert.InRange(value, -1, 1));
                Assert.True(areNumbers || action is [0, 0]);
                Assert.Equal(areNumbers, new DiscreteHead([2, 2]).Act([first, second, 0, 1], default, action));
                Assert.Equal(areNumbers ? [second > first ? 1 : 0, 1] : [0, 0], action);
                Assert.True(new DiscreteHead([2, 2]).Act([float.NaN, 0, 1, float.NaN], [false, true, true, false], action));
                Assert.Equal([1, 0], action);
            }
        }
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(2, 1, true)]
    [InlineData(1, 0, false)]
    [InlineData(3, 0, false)]
    [InlineData(-1, 0, false)]
    [InlineData(0.5f, 0, false)]
    [InlineData(float.NaN, 0, false)]
    [InlineData(0, float.PositiveInfinity, false)]
    public void OnlyAllowedIndicesAreDiscreteActions(float first, float second, bool expected)
        => Assert.Equal(expected, new DiscreteHead([3, 2]).IsAction([first, second], [true, false, true, true, true]));
}
