using NeuroAgents.Inference;
using Xunit;

namespace NeuroAgents.Tests.Inference;

public sealed class PolicyHeadTests
{
    [Fact]
    public void ContinuousActionsAreLimited()
    {
        ContinuousHead head = new(4);
        float[] action = new float[4];
        head.Act([-2, -0.25f, 0.5f, float.PositiveInfinity], action);
        Assert.Equal([-1f, -0.25f, 0.5f, 1f], action);
        Assert.Equal((4, 4), (head.OutputWidth, head.ActionWidth));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContinuousHead(0));
    }
}
