using System.Text;
using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Serialization;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents.Checkpoints;

/// <summary>Ranges of every value in a file. Writer and reader use the same ranges, so everything saved can be loaded.</summary>
public sealed class SavedRangeTests
{
    private const long NaNBits = -2251799813685248;

    /// <summary>A value out of range is refused by an <see cref="ArchiveFormatException"/> with a message of one line, and the older generation is read, whichever way the file is opened.</summary>
    [Theory]
    [InlineData("surrogate in a field", "expected Unicode text")]
    [InlineData("surrogate in a name", "expected Unicode text")]
    [InlineData("surrogate in a type", "expected Unicode text")]
    [InlineData("256 layers of 4096", "that a brain can have")]
    [InlineData("learner/optimizer/scalars", "expected numbers from 0 to 1")]
    [InlineData("counters/learn_steps", "expected a count from 0 to 9007199254740992")]
    [InlineData("range of 6e38", "that a brain can have")]
    [InlineData("no name", "expected a name")]
    public void AnOlderGenerationIsTried(string fault, string expected)
    {
        using Game game = new(), other = new(seed: 2);
        using TemporaryFolder folder = new();
        game.Frames(0, 10);
        byte[] good = ArchiveBytes.Written(game.Brain.ToArchive());
        byte[] bad = fault switch
        {
            "surrogate in a field" => Escaped(good, "dtype"),
            "surrogate in a name" => Escaped(good, "counters/rollbacks"),
            "surrogate in a type" => Escaped(good, "I64"),
            "256 layers of 4096" => WithText(good, "options", $$"""{"hidden":[{{string.Join(',', Enumerable.Repeat(4096, 256))}}],"learner":null}"""),
            "no name" => WithText(good, "name", " "),
            "range of 6e38" => WithText(good, "observations", """{"wall.left":[-3e38,3e38],"energy":[0,100],"heading":[-3,3]}"""),
            _ => With(good, fault, fault.EndsWith("scalars", StringComparison.Ordinal) ? NaNBits : long.MaxValue - 1),
        };
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => SavedBrain.Read(TensorArchive.Read(bad)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);

        File.WriteAllBytes(folder["brain"], bad);
        Assert.Throws<ArchiveFormatException>(() => SavedBrain.Load(folder["brain"]));
        Assert.Throws<ArchiveFormatException>(() => other.Brain.Load(folder["brain"]));
        File.WriteAllBytes(folder["brain.1"], good);
        SavedBrain saved = SavedBrain.Load(folder["brain"]);
        Assert.Equal(folder["brain.1"], saved.Origin);
        Assert.Contains(expected, Assert.Single(saved.SkippedFiles), StringComparison.Ordinal);
        other.Brain.Load(folder["brain"]);
        Assert.True(Matrices.SameBits(game.Weights, other.Weights));
    }

    [Theory]
    [InlineData("learner/optimizer/scalars", -1.0)]
    [InlineData("learner/optimizer/scalars", 1e15)]
    [InlineData("learner/optimizer/scalars", double.NaN)]
    [InlineData("learner/optimizer/learning_rate", -1.0)]
    [InlineData("learner/optimizer/learning_rate", 1e300)]
    [InlineData("learner/guard", double.NaN)]
    [InlineData("learner/guard", 1000.0)]
    public void DoublesOutOfTheirRangeAreRefused(string tensor, double value) => Refused(tensor, BitConverter.DoubleToInt64Bits(value));

    [Theory]
    [InlineData("counters/learn_steps")]
    [InlineData("counters/samples_learned")]
    [InlineData("counters/refused_observations")]
    [InlineData("counters/missed_rows")]
    [InlineData("learner/optimizer/steps")]
    [InlineData("learner/draws")]
    [InlineData("learner/layer_step")]
    public void CountsNearTheEndOfTheirTypeAreRefused(string tensor)
    {
        Refused(tensor, -1);
        Refused(tensor, (1L << 53) + 1);
        Refused(tensor, long.MaxValue);
    }

    /// <summary>Counts saturate at the largest one, so none wraps around and the next save loads too.</summary>
    [Fact]
    public void CountsSaturate()
    {
        using Game game = new();
        game.Frames(0, 10);
        byte[] file = ArchiveBytes.Written(game.Brain.ToArchive());
        foreach (string count in (string[])["counters/learn_steps", "counters/samples_learned", "learner/optimizer/steps", "learner/draws", "learner/layer_step"])
        {
            file = With(file, count, 1L << 53);
        }

        game.Brain.Load(SavedBrain.Read(TensorArchive.Read(file)));
        game.Frames(10, 10);
        Assert.Equal(1L << 53, SavedBrain.Read(game.Brain.ToArchive()).LearnSteps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-30)]
    [InlineData(3e38)]
    public void AFilesLearningRateDoesNotReplaceTheGamesOwn(double rate)
    {
        using Game game = new(), other = new(seed: 2);
        game.Frames(0, 10);
        game.Learner.Updaters[0].Optimizer.LearningRate = rate;
        Assert.True(other.Brain.Load(SavedBrain.Read(game.Brain.ToArchive())).IsLearnerContinued);
        Assert.Equal(0.01, other.Brain.Hyperparameters.LearningRate);
        other.Frames(0, 300);
        Assert.InRange(other.Brain.Statistics.LastLoss, 0, 0.2f);
    }

    /// <summary>Every rollback halves the rate. Without a minimum the rate was 0 after 1,075 rollbacks, and files saved afterwards could not be loaded.</summary>
    [Fact]
    public void TheGuardOutlivesAnyNumberOfRollbacks()
    {
        using Game game = new(), other = new(seed: 2);
        game.Frames(0, 30);
        StepGuard guard = game.Learner.Updaters[0].Guard!;
        game.Brain.Gradients!.Values[0] = float.NaN;
        for (int i = 0; i < 5 * 1200; i++)
        {
            game.Learner.Updaters[0].StepByGradients(float.NaN);
        }

        Assert.Equal(1200, guard.Rollbacks);
        Assert.Equal(1e-6, game.Learner.Updaters[0].Optimizer.LearningRateScale);
        other.Brain.Load(SavedBrain.Read(game.Brain.ToArchive()));
        other.Plugin.Load(Saved(game.Plugin));
        Assert.Equal(1e-6, other.Learner.Updaters[0].Optimizer.LearningRateScale);
        other.Agents.Clear();
        other.Agents.AddRange(game.Agents.Select(agent => other.Brain.FindAgent(agent.Id)));
        other.Frames(30, 290);
        Assert.Equal(1, other.Learner.Updaters[0].Optimizer.LearningRateScale);
    }

    /// <summary>A file from before the rate's scale had a minimum may contain a scale of 0.</summary>
    [Fact]
    public void ASavedRateScaleOfZeroIsRaisedToTheMinimum()
    {
        using Game game = new();
        game.Frames(0, 30);
        byte[] file = With(ArchiveBytes.Written(game.Brain.ToArchive()), "learner/guard", 0, at: 6);
        game.Brain.Load(SavedBrain.Read(TensorArchive.Read(file)));
        Assert.Equal(1e-6, game.Learner.Updaters[0].Optimizer.LearningRateScale);
    }

    /// <summary>Moments that ruin every step are restored with the good weights. After three rollbacks they are reset, so the brain learns again.</summary>
    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(1e30f)]
    public void MomentsThatRuinEveryStepAreReset(float moment)
    {
        using Game game = new();
        game.Frames(0, 30);
        TensorArchive archive = game.Brain.ToArchive();
        TensorArchive changed = archive.Select("", (tensor, into) =>
        {
            bool isMoment = tensor.Name == "learner/optimizer/first_moment";
            if (isMoment)
            {
                into.Add<float>(tensor.Name, tensor.Shape, [.. Enumerable.Repeat(moment, tensor.ElementCount)]);
            }

            return isMoment;
        });
        changed.Seal();
        game.Brain.Load(SavedBrain.Read(changed));
        game.Frames(30, 600);
        Assert.InRange(game.Brain.Statistics.Rollbacks, 1, 10);
        Assert.InRange(game.Brain.Statistics.LastLoss, 0, 0.2f);
        Assert.All(game.Weights, weight => Assert.InRange(weight, -100, 100));
    }

    public static TheoryData<string, LearnMode, bool> States()
    {
        TheoryData<string, LearnMode, bool> states = [];
        foreach (string optimizer in (string[])["sgd", "momentum", "rmsprop", "adagrad", "adadelta", "adam", "amsgrad", "adamw", "adamax", "nadam", "ftrl", "lion"])
        {
            states.Add(optimizer, optimizer == "adam" ? LearnMode.Lockstep : LearnMode.Inline, optimizer is "adam" or "nadam");
        }

        return states;
    }

    /// <summary>States before the first step, during training, after refused steps and rollbacks, at a rate of 0 and after a reset can be loaded, alone and in a game.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void EveryReachableStateLoads(string optimizer, LearnMode mode, bool isRunning)
    {
        using Game game = Create(optimizer, mode, isRunning, guard: new GuardOptions { SnapshotInterval = 5 }), other = Create(optimizer, mode, isRunning, new GuardOptions { SnapshotInterval = 5 });
        Loads(game, other);
        for (int part = 0; part < 5; part++)
        {
            game.Frames(20 * part, 20);
            switch (part)
            {
                case 1: game.Brain.Hyperparameters.LearningRate = 1e25; break;
                case 2: game.Brain.Hyperparameters.LearningRate = 0; break;
                case 3: game.Brain.Hyperparameters.ResetOptimizer(); game.Brain.Hyperparameters.LearningRate = 1e-40; break;
            }

            Loads(game, other);
        }
    }

    /// <summary>Without a guard weights can become NaN. Such weights never overwrite the last good file. A game that has them can still load, and a run continues.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public void NonFiniteWeightsAreNotSaved(string optimizer, LearnMode mode, bool isRunning)
    {
        using Game game = Create(optimizer, mode, isRunning, guard: null);
        using TemporaryFolder folder = new();
        game.Frames(0, 20);
        game.Brain.Save(folder["brain"]);
        TensorArchive saved = Saved(game.Plugin);
        game.Brain.Weights.Set(game.Brain.Parameters.Layout.Segments[0], 0, 0, 1e38f);
        game.Brain.Parameters.Tensor(game.Brain.Parameters.Layout.Segments[1])[0, 0] = float.NaN;
        string message = Assert.Throws<InvalidOperationException>(() => game.Brain.Save(folder["brain"])).Message;
        Assert.Equal("brain \"guards\": expected finite numbers to save, received NaN in \"policy/dense_0/bias\".", message);
        Assert.Throws<InvalidOperationException>(() => game.Plugin.Save(new TensorArchive()));
        Assert.Equal([folder["brain"]], Directory.GetFiles(Path.GetDirectoryName(folder["brain"])!));

        // A bad archive leaves the game unchanged, NaN included, and a good one repairs it.
        TensorArchive bad = saved.Select("", (tensor, _) => tensor.Name == "plugin/step");
        Assert.Throws<ArchiveFormatException>(() => game.Plugin.Load(bad));
        Assert.Contains(game.Weights, float.IsNaN);
        game.Plugin.Load(saved);
        Assert.All(game.Weights, weight => Assert.True(float.IsFinite(weight)));
        game.Brain.Load(folder["brain"]);
        Loads(game, game);
    }

    [Fact]
    public void OptionsTooLongForAFileAreNotSaved()
    {
        using NeuroPlugin plugin = new();
        PiecewiseConstantDecay schedule = new() { Boundaries = [.. Enumerable.Range(1, 3000).Select(i => (long)i)], Values = [.. Enumerable.Repeat(0.01, 3001)] };
        Brain brain = plugin.AddBrain("guards", Game.Options() with { Learner = new ImitationOptions { Optimizer = new AdamOptions { Schedule = schedule } } });
        Assert.StartsWith("options: expected at most 16384 characters as JSON, received ", Assert.Throws<InvalidOperationException>(() => brain.ToArchive()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesThatAFileCannotHoldAreRefusedAtOnce()
    {
        using NeuroPlugin plugin = new();
        Assert.Throws<ArgumentException>(() => plugin.AddBrain("\ud800", Game.Options()));
        Assert.Throws<ArgumentException>(() => new ObservationSpec().Add("\ud800", 0, 1));
        Assert.Throws<ArgumentException>(() => ActionSpec.Continuous("\udc00"));
        Assert.Throws<ArgumentException>(() => new ActionBranch("\ud800", 2));
        Assert.Throws<ArgumentException>(() => new ActionBranch("turn", "left", "\ud800"));
    }

    [Fact]
    public void ANetworkWithTooManyParametersIsRefusedWithAMessage()
    {
        Assert.StartsWith("layers: expected at most 2147483647 parameters, received more from layer ",
            Assert.Throws<ArgumentException>(() => Sequential.Perceptrons(3, [.. Enumerable.Repeat(4096, 256)], 2, Activation.Relu)).Message, StringComparison.Ordinal);
        Sequential half = Sequential.Perceptrons(3, [.. Enumerable.Repeat(4096, 70)], 2, Activation.Relu);
        Assert.StartsWith("networks: expected at most 2147483647 parameters, received more with ",
            Assert.Throws<ArgumentException>(() => new ParameterLayout([new("a", half), new("b", half)])).Message, StringComparison.Ordinal);
    }

    /// <summary>Tensors added to an archive that was read are included in the new seal.</summary>
    [Fact]
    public void AnArchiveThatWasReadCanBeExtendedAndSealedAgain()
    {
        using Game game = new();
        TensorArchive read = TensorArchive.Read(ArchiveBytes.Written(game.Brain.ToArchive()));
        read.AddScalar("a", 1f);
        read.AddScalar("z", 2L);
        read.Seal();
        TensorArchive.Read(ArchiveBytes.Written(read)).RequireSealed();
    }

    private static void Loads(Game game, Game other)
    {
        other.Brain.Load(SavedBrain.Read(TensorArchive.Read(ArchiveBytes.Written(game.Brain.ToArchive()))));
        other.Plugin.Load(Saved(game.Plugin));
        game.Plugin.FinishLearning();
        other.Plugin.FinishLearning();
        Assert.True(Matrices.SameBits(game.Weights, other.Weights));
        Assert.Equal(game.Brain.Hyperparameters.LearningRate, other.Brain.Hyperparameters.LearningRate);
    }

    private static Game Create(string optimizer, LearnMode mode, bool isRunning, GuardOptions? guard) => new(
        change: options => options with
        {
            Normalization = isRunning ? Normalization.Running : Normalization.Range,
            Learner = new ImitationOptions { BatchSize = 32, ReplayCapacity = 64, Guard = guard, Optimizer = Optimizer(optimizer) },
        },
        plugin: options => options with { LearnMode = mode });

    private static OptimizerOptions Optimizer(string name) => name switch
    {
        "sgd" => new SgdOptions(),
        "momentum" => new SgdOptions { Momentum = 0.9 },
        "rmsprop" => new RmsPropOptions { Centered = true },
        "adagrad" => new AdagradOptions(),
        "adadelta" => new AdadeltaOptions(),
        "amsgrad" => new AdamOptions { AmsGrad = true },
        "adamw" => new AdamWOptions(),
        "adamax" => new AdamaxOptions(),
        "nadam" => new NadamOptions(),
        "ftrl" => new FtrlOptions(),
        "lion" => new LionOptions(),
        _ => new AdamOptions(),
    };

    private static void Refused(string tensor, long bits)
    {
        using Game game = new();
        game.Frames(0, 5);
        byte[] file = With(ArchiveBytes.Written(game.Brain.ToArchive()), tensor, bits);
        ArchiveFormatException error = Assert.Throws<ArchiveFormatException>(() => SavedBrain.Read(TensorArchive.Read(file)));
        Assert.Contains($"tensor \"{tensor}\"", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static byte[] With(byte[] file, string tensor, long bits, int at = 0)
    {
        TensorArchive archive = TensorArchive.Read(file);
        TensorArchive changed = archive.Select("", (found, into) =>
        {
            if (found.Name == tensor)
            {
                long[] values = archive.Get<long>(tensor, found.Shape);
                values[at] = bits;
                into.Add<long>(tensor, found.Shape, values);
            }

            return found.Name == tensor;
        });
        changed.Seal();
        return ArchiveBytes.Written(changed);
    }

    private static byte[] WithText(byte[] file, string key, string text)
    {
        TensorArchive archive = TensorArchive.Read(file);
        archive.Metadata[key] = text;
        archive.Seal();
        return ArchiveBytes.Written(archive);
    }

    /// <summary>Replaces the start of the first matching string of the header by half of a surrogate pair.</summary>
    private static byte[] Escaped(byte[] file, string text)
    {
        int header = BitConverter.ToInt32(file), at = file.AsSpan(0, header).IndexOf(Encoding.ASCII.GetBytes($"\"{text}\"")) + 1;
        byte[] escape = Encoding.ASCII.GetBytes("\\ud800");
        byte[] edited = [.. file[..at], .. escape, .. file[at..]];
        BitConverter.TryWriteBytes(edited, (ulong)(header + escape.Length));
        return edited;
    }

    private static TensorArchive Saved(NeuroPlugin plugin)
    {
        TensorArchive archive = new();
        plugin.Save(archive);
        return TensorArchive.Read(ArchiveBytes.Written(archive));
    }
}
