using System.Text.Json;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Layers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class OutputActivationTests
{
    [Theory]
    [InlineData("tanh", -1)]
    [InlineData("sigmoid", 0)]
    public void OutputsStayWithinTheActivationAndAreLearned(string name, float least)
    {
        using Game game = new(change: options => options with { OutputActivation = Activation.FromName(name) });
        Assert.Equal(name, ((Dense)game.Brain.Policy.Layers[^1]).Activation.Name);
        game.Frames(0, 5);
        double first = game.Brain.Statistics.LastLoss;
        game.Frames(5, 150);
        Assert.InRange(game.Brain.Statistics.LastLoss, 0, 0.9 * first);
        Assert.All(game.Frame(155).SelectMany(action => action), value => Assert.InRange(value, least, 1));
    }

    [Fact]
    public void TheFileStoresTheActivationAndABrainWithoutItRefusesTheFile()
    {
        using Game game = new(change: options => options with { OutputActivation = Activation.Tanh }), other = new();
        game.Frames(0, 3);
        SavedBrain saved = SavedBrain.Read(game.Brain.ToArchive());
        Assert.Same(Activation.Tanh, saved.Options.OutputActivation);
        using Game again = new(change: _ => saved.Options);
        again.Brain.Load(saved);
        Assert.Equal(game.Weights, again.Weights);
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => other.Brain.Load(saved));
        Assert.Equal(("none", "tanh"), (error.Expected, error.Received));
    }

    /// <summary>Files and hashes of brains without an output activation are unchanged.</summary>
    [Fact]
    public void NoActivationIsWrittenIfNoneIsSet()
        => Assert.DoesNotContain("output_activation", JsonSerializer.Serialize(Game.Options(), OptionsJson.Brain), StringComparison.Ordinal);

    [Fact]
    public void OtherActivationsAndChoicesAreRefused()
    {
        BrainOptions options = Game.Options() with { OutputActivation = Activation.Relu };
        Assert.Equal("OutputActivation: expected tanh, sigmoid or none, received relu.", Assert.Throws<ArgumentException>(options.Validate).Message);
        options = Game.Options() with { OutputActivation = Activation.Tanh, Actions = ActionSpec.Discrete(new ActionBranch("a", 2)) };
        Assert.Equal("OutputActivation: expected none for discrete actions, received tanh.", Assert.Throws<ArgumentException>(options.Validate).Message);
    }
}
