using NeuroAgents.Learning;
using NeuroAgents.Learning.Hosting;
using Xunit;

namespace NeuroAgents.Tests.Learning;

public sealed class LearningCostTests
{
    /// <summary>An update's first minibatch follows the values of all rows. Their time must not count for the later minibatches, or they would seem too long for a frame.</summary>
    [Fact]
    public void TargetsBeforeAMinibatchAreNoPartOfItsTime()
    {
        LearningCost cost = new();
        for (int slice = 0; slice < 100; slice++)
        {
            cost.AddSlice(WorkKind.Targets, 0.1, isLast: false);
        }

        for (int slice = 0; slice < 4; slice++)
        {
            cost.AddSlice(WorkKind.Minibatch, 0.1, isLast: slice == 3);
        }

        // The mean of 0.4 ms and twice its first deviation, a quarter of it.
        Assert.Equal(LearningPiece.Step, cost.Choose(WorkKind.Minibatch, left: 0.61, budget: 1, isMidStep: false));
        Assert.Equal(LearningPiece.None, cost.Choose(WorkKind.Minibatch, left: 0.59, budget: 1, isMidStep: false));
        Assert.Equal(LearningPiece.Slice, cost.Choose(WorkKind.Targets, left: 0.61, budget: 1, isMidStep: false));
        Assert.Equal(10.4, cost.Spent, 1e-9);
    }
}
