using NeuroAgents.Agents;
using NeuroAgents.Tests.Examples;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning;

/// <summary>A learner written with the public API alone, in a game: <see cref="LinearRegression"/>.</summary>
public sealed class OwnLearnerTests
{
    /// <summary>The game's teacher is linear in two of three observations, so a linear network learns it.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Background)]
    [InlineData(LearnMode.Lockstep)]
    public void AGameLearnsWithACustomLearner(LearnMode mode)
    {
        using NeuroPlugin plugin = new(new PluginOptions { LearnMode = mode, Seed = 3 });
        Brain brain = plugin.AddBrain("pilots", Game.Options() with { Learner = new LinearRegressionOptions() });
        for (int frame = 0; frame < 400; frame++)
        {
            float energy = frame * 37 % 100, wall = frame * 61 % 100 / 100f;
            brain.Teach([wall, energy, 0], [wall - 0.5f, energy / 50 - 1]);
            plugin.LateUpdate();

            // In the background, frames without any work would leave the learning thread no time on a busy machine.
            plugin.FinishLearning();
        }

        Assert.Single(brain.Policy.Layers);
        Assert.True(brain.Statistics.LearnSteps > 50);
        Assert.InRange(brain.Statistics.LastLoss, 0, 1e-3f);
        Assert.True(float.IsNaN(brain.Statistics.Figures.ValueLoss));
    }

    /// <summary>The hyper-parameters and the optimizer are those of the learner's only updater. They can be changed while the game runs, and are saved, without code in the learner.</summary>
    [Fact]
    public void TheUpdaterIsLiveAndSaved()
    {
        using NeuroPlugin plugin = new(), other = new();
        BrainOptions options = Game.Options() with { Learner = new LinearRegressionOptions() };
        Brain brain = plugin.AddBrain("pilots", options);
        brain.Hyperparameters.LearningRate = 0.1;
        for (int frame = 0; frame < 60; frame++)
        {
            brain.Teach([0.5f, 10, 0], [0, frame % 2]);
            plugin.LateUpdate();
        }

        Assert.Equal(0.1, brain.Learner!.Updaters[0].Optimizer.LearningRate);
        Assert.Equal(brain.Statistics.LearnSteps, brain.Learner.Updaters[0].Optimizer.Steps);
    }
}
