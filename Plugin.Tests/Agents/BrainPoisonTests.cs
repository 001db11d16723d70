using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Absurd values must not reach the weights, even if they are finite.</summary>
public sealed class BrainPoisonTests
{
    [Theory]
    [InlineData(1e25f, 0.5f)]
    [InlineData(-3e38f, 0.5f)]
    [InlineData(1e6f, 0.5f)]
    [InlineData(0.5f, 1e25f)]
    [InlineData(0.5f, 1.01f)]
    public void AbsurdRowsAreCountedAndTheBrainLearnsOn(float observation, float label)
    {
        using Game game = new(agents: 40), clean = new(agents: 40);
        foreach (Game each in (Game[])[game, clean])
        {
            each.Frames(0, 5);
        }

        for (int i = 0; i < 30; i++)
        {
            game.Brain.Teach([observation, observation, observation], [label, label]);
        }

        foreach (Game each in (Game[])[game, clean])
        {
            each.Frames(5, 20);
        }

        Assert.Equal(30, game.Brain.Statistics.RefusedObservations + game.Brain.Statistics.RefusedLabels);
        Assert.True(float.IsFinite(game.Brain.Statistics.LastLoss));
        Assert.True(Matrices.SameBits(clean.Weights, game.Weights));
    }

    [Fact]
    public void AnAbsurdObservationGetsTheNeutralAction()
    {
        using Game game = new(agents: 1);
        Decisions decisions = game.Brain.BeginDecisions([game.Agents[0]]);
        decisions.Observation(0).Fill(1e25f);
        game.Brain.Decide();
        Assert.All(decisions.Action(0).ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(1, game.Brain.Statistics.RefusedObservations);
    }

    /// <summary>A minibatch whose loss is not finite leaves parameters and optimizer as they were.</summary>
    [Fact]
    public void AStepThatIsNotFiniteIsSkipped()
    {
        using Game game = new(agents: 40);
        game.Frames(0, 5);
        game.Brain.Parameters.Values[0] = float.NaN;
        float[] before = game.Weights;
        long steps = game.Brain.Statistics.LearnSteps, skipped = game.Brain.Statistics.SkippedSteps;
        game.Frames(5, 3);

        Assert.True(game.Brain.Statistics.SkippedSteps > skipped);
        Assert.Equal(steps, game.Brain.Statistics.LearnSteps);
        Assert.True(Matrices.SameBits(before, game.Weights));
    }
}
