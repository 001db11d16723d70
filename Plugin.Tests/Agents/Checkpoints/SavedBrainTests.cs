using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents.Checkpoints;

public sealed class SavedBrainTests
{
    [Fact]
    public void AFileDescribesItsBrain()
    {
        using Game game = new(change: options => options with
        {
            Activation = Activation.Tanh,
            Dropout = 0.25f,
            Learner = new ImitationOptions { BatchSize = 32, ReplayCapacity = 300, Optimizer = new AdamWOptions { Schedule = new ExponentialDecay { InitialLearningRate = 0.003 } } },
        });
        game.Frames(0, 10);
        SavedBrain saved = Reread(game.Brain.ToArchive());
        Assert.Equal("guards", saved.Name);
        Assert.Equal(Game.Options().Observations.Columns, saved.Observations.Columns);
        Assert.Equal(["turn", "thrust"], saved.Actions.Names);
        Assert.Equal([16, 9], saved.Options.Hidden);
        Assert.Same(Activation.Tanh, saved.Options.Activation);
        Assert.Equal(0.25f, saved.Options.Dropout);
        ImitationOptions learner = Assert.IsType<ImitationOptions>(saved.Options.Learner);
        Assert.Equal((32, 300), (learner.BatchSize, learner.ReplayCapacity));
        Assert.Equal(new ExponentialDecay { InitialLearningRate = 0.003 }, Assert.IsType<AdamWOptions>(learner.Optimizer).Schedule);
        Assert.Equal((game.Brain.Statistics.LearnSteps, game.Brain.Statistics.SamplesLearned), (saved.LearnSteps, saved.SamplesLearned));
        Assert.True(saved.LearnSteps > 0);
        Assert.True(Matrices.SameBits(game.Weights, saved.CreateParameters().Values.ToArray()));
    }

    [Fact]
    public void ABrainMadeFromAFileAloneDecidesAsTheSavedOne()
    {
        using Game game = new(change: options => options with { Hidden = [] });
        game.Frames(0, 20);
        SavedBrain saved = Reread(game.Brain.ToArchive());
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 9 });
        Brain brain = plugin.AddBrain(saved.Name, saved.Options with { Learner = null });
        BrainLoadReport report = brain.Load(saved);
        Assert.True(report.IsSameSchema);
        Assert.False(report.IsLearnerContinued);
        AgentHandle agent = brain.Spawn();
        game.Decide(50);
        Decisions decisions = brain.BeginDecisions([agent]);
        game.Observe(game.Agents[0], 50, decisions.Observation(0));
        brain.Decide();
        Assert.Equal(game.Brain.Action(game.Agents[0]).ToArray(), decisions.Action(0).ToArray());
    }

    [Fact]
    public void DiscreteActionsAreStoredByName()
    {
        using Game game = new(change: options => options with
        {
            Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "über/\"right\""), new ActionBranch("fire", 3)),
        });
        SavedBrain saved = Reread(game.Brain.ToArchive());
        Assert.Equal(["turn", "fire"], saved.Actions.Names);
        Assert.Equal(["left", "über/\"right\""], saved.Actions.Branches[0].Choices);
        Assert.Equal(["0", "1", "2"], saved.Actions.Branches[1].Choices);
    }

    /// <summary>The learner continues as without a file, except for its experience, which a brain's file does not contain.</summary>
    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("amsgrad")]
    [InlineData("adagrad")]
    [InlineData("ftrl")]
    public void LearningGoesOnWithTheSavedMoments(string optimizer)
    {
        OptimizerOptions options = optimizer switch
        {
            "sgd" => new SgdOptions { Momentum = 0.9 },
            "adam" => new AdamOptions(),
            "amsgrad" => new AdamOptions { AmsGrad = true },
            "adagrad" => new AdagradOptions(),
            _ => new FtrlOptions(),
        };
        BrainOptions Change(BrainOptions brain) => brain with
        {
            Dropout = 0.1f,
            Learner = new ImitationOptions { BatchSize = 32, ReplayCapacity = 40, Optimizer = options },
        };
        using Game straight = new(change: Change), loaded = new(change: Change);
        straight.Frames(0, 20);
        BrainLoadReport report = loaded.Brain.Load(Reread(straight.Brain.ToArchive()));
        Assert.True(report.IsLearnerContinued);

        // The replay holds two frames. Nothing is learned until both replays hold the same ones.
        straight.Plugin.LearnSteps = loaded.Plugin.LearnSteps = 0;
        straight.Frames(20, 2);
        loaded.Frames(18, 4);
        straight.Plugin.LearnSteps = loaded.Plugin.LearnSteps = 1;
        straight.Frames(22, 10);
        loaded.Frames(22, 10);
        Assert.True(Matrices.SameBits(straight.Weights, loaded.Weights));
        Assert.Equal(straight.Brain.Statistics.LearnSteps, loaded.Brain.Statistics.LearnSteps);
    }

    [Fact]
    public void AnotherOptimizerStartsFromItsInitialState()
    {
        using Game saved = new(), other = new(change: options => options with
        {
            Learner = new ImitationOptions { BatchSize = 32, ReplayCapacity = 256, Optimizer = new AdagradOptions() },
        });
        saved.Frames(0, 20);
        other.Frames(0, 20);
        Assert.False(other.Brain.Load(Reread(saved.Brain.ToArchive())).IsLearnerContinued);
        Assert.Equal(0, other.Learner.Updaters[0].Optimizer.Steps);
        Assert.Equal(saved.Brain.Statistics.LearnSteps, other.Brain.Statistics.LearnSteps);
    }

    [Fact]
    public void ABrainCanBeReplacedBetweenFrames()
    {
        using Game running = new(), other = new(seed: 3);
        running.Frames(0, 10);
        other.Frames(0, 40);
        running.Brain.Load(Reread(other.Brain.ToArchive()));
        Assert.True(Matrices.SameBits(other.Weights, running.Weights));
        Assert.Equal(other.Frame(40), running.Frame(40));
    }

    [Fact]
    public void NonFiniteNumbersAreRefused()
    {
        using Game game = new();
        game.Frames(0, 5);
        ParameterSegment segment = game.Brain.Parameters.Layout.Segments[2];
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            game.Brain.Parameters.Tensor(segment)[3, 1] = bad;
            ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => Reread(game.Brain.Checkpoint.ToArchive(withAgents: false, isTrusted: true)));
            Assert.Contains($"tensor \"{segment.Name}\": expected finite numbers, received ", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A checksum also protects metadata, because names and options define the brain.</summary>
    [Theory]
    [InlineData("guards", "guides")]
    [InlineData("\\\"energy\\\"", "\\\"enerqy\\\"")]
    [InlineData("\\\"tanh\\\"", "\\\"relu\\\"")]
    public void ChangedTextIsRefused(string text, string changed)
    {
        using Game game = new(change: options => options with { Activation = Activation.Tanh });
        string file = Written(game.Brain.ToArchive());
        Assert.Contains(text, file, StringComparison.Ordinal);
        string damaged = file.Replace(text, changed, StringComparison.Ordinal);
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(
            () => SavedBrain.Read(TensorArchive.Read(System.Text.Encoding.Latin1.GetBytes(damaged))));
        Assert.Contains("header_sha256", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("observations", """{"energy":[0]}""", "a number")]
    [InlineData("observations", """{"energy":[1,0]}""", "observations that a brain can have")]
    [InlineData("observations", """{"energy":[0,1e99]}""", "observations that a brain can have")]
    [InlineData("observations", """{"energy":[0,1],"energy":[0,1]}""", "observations that a brain can have")]
    [InlineData("observations", """{"energy":[0,1]} 1""", "JSON")]
    [InlineData("observations", "{}", "at least one observation")]
    [InlineData("observations", """["energy"]""", "an object")]
    [InlineData("actions", """{"continuous":[]}""", "actions that a brain can have")]
    [InlineData("actions", """{"continuous":["a",1]}""", "a string")]
    [InlineData("actions", """{"discrete":{"turn":["left"]}}""", "actions that a brain can have")]
    [InlineData("actions", """{"continuous":["a"],"discrete":{}}""", "one key")]
    [InlineData("actions", """{"mixed":["a"]}""", "the key continuous or discrete")]
    [InlineData("options", """{"hidden":[0]}""", "options that a brain can have")]
    [InlineData("options", """{"hiden":[4]}""", "options that a brain can have")]
    [InlineData("options", """{"hidden":[4]}""", "F32 [3, 4]")]
    [InlineData("options", "", "options that a brain can have")]
    public void BadTextIsRefusedInOneLine(string key, string text, string expected)
    {
        using Game game = new();
        TensorArchive archive = game.Brain.ToArchive();
        archive.Metadata[key] = text;
        archive.Seal();
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => SavedBrain.Read(archive));
        Assert.Contains($"expected {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static SavedBrain Reread(TensorArchive archive)
    {
        using MemoryStream file = new();
        archive.Write(file);
        return SavedBrain.Read(TensorArchive.Read(file.ToArray()));
    }

    private static string Written(TensorArchive archive)
    {
        using MemoryStream file = new();
        archive.Write(file);
        return System.Text.Encoding.Latin1.GetString(file.ToArray());
    }
}
