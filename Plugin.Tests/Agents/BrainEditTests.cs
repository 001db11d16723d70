using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Single parameters set from outside.</summary>
public sealed class BrainEditTests
{
    [Fact]
    public void OnlyTheEditedWeightChangesAndTheNextDecisionUsesIt()
    {
        using Game game = new();
        game.Frames(0, 10);
        float[] before = game.Weights;
        ParameterSegment weights = game.Brain.Parameters.Layout.Segments[2];
        Assert.Equal("policy/dense_1/weights", weights.Name);
        game.Brain.Weights.Set(weights, 3, 5, 0.75f);
        int place = weights.Offset + 3 * weights.Stride + 5;
        Assert.NotEqual(0.75f, before[place]);
        before[place] = 0.75f;
        Assert.Equal(before, game.Weights);
        Assert.Equal(before, game.Brain.Published.Values.ToArray());
    }

    /// <summary>Learning continues from the edited weights: a frame's step is far smaller than the edit.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Background)]
    [InlineData(LearnMode.Lockstep)]
    public void LearningContinuesFromTheEdit(LearnMode mode)
    {
        using Game game = new(plugin: options => options with { LearnMode = mode });
        game.Frames(0, 20);
        ParameterSegment bias = game.Brain.Parameters.Layout.Segments[1];
        game.Brain.Weights.Set(bias, 0, 2, 5);
        Assert.Equal(5, game.Brain.Published.Values[bias.Offset + 2]);
        long steps = game.Brain.Statistics.LearnSteps;
        game.Frames(20, 5);
        game.Plugin.FinishLearning();
        Assert.True(game.Brain.Statistics.LearnSteps > steps);
        Assert.Equal(5, game.Brain.Published.Values[bias.Offset + 2], 0.2f);
        Assert.Equal(0, game.Brain.Statistics.SkippedSteps);
    }

    [Fact]
    public void InvalidEditsAreRefusedAndNothingIsChanged()
    {
        using Game game = new(), other = new(change: options => options with { Hidden = [7] });
        float[] before = game.Weights;
        ParameterSegment weights = game.Brain.Parameters.Layout.Segments[0];
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Weights.Set(weights, 3, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Weights.Set(weights, -1, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Weights.Set(weights, 0, 16, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Weights.Set(weights, 0, 0, float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Brain.Weights.Set(weights, 0, 0, float.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => game.Brain.Weights.Set(other.Brain.Parameters.Layout.Segments[0], 0, 0, 0));
        Assert.Throws<ArgumentNullException>(() => game.Brain.Weights.Set(null!, 0, 0, 0));
        Assert.Equal(before, game.Weights);
    }

    /// <summary>The published gradients are those that the optimizer received: plain gradient descent along them gives the same step.</summary>
    [Fact]
    public void TheGradientsAreThoseOfTheLastStep()
    {
        using Game game = new(change: options => options with
        {
            Learner = new ImitationOptions { BatchSize = 32, ReplayCapacity = 256, Optimizer = new SgdOptions { LearningRate = 0.5 } },
        });
        game.Frames(0, 10);
        float[] before = game.Weights;
        game.Frame(10);
        ReadOnlySpan<float> gradients = game.Brain.Gradients!.Values, after = game.Weights;
        for (int i = 0; i < before.Length; i++)
        {
            Assert.Equal(before[i] - 0.5f * gradients[i], after[i], 1e-6f);
        }
    }
}
