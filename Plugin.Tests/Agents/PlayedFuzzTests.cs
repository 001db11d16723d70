using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Mutated brains and saved games, almost all with valid checksums. Loading and playing them throws only <see cref="ArchiveFormatException"/>, weights and actions stay finite, and their own saves load.</summary>
/// <remarks>The case number determines a case, so a failure can be repeated. <c>NEUROAGENTS_FUZZ_FIRST</c> sets the first number, to try others by hand.</remarks>
public sealed class PlayedFuzzTests
{
    internal static int Cases { get; } = Environment.GetEnvironmentVariable("NEUROAGENTS_LONG") == "1" ? 500 : 50;

    internal static int First { get; } = int.TryParse(Environment.GetEnvironmentVariable("NEUROAGENTS_FUZZ_FIRST"), out int first) ? first : 0;

    private const int Frames = 40;

    [Fact]
    public void MutatedBrainsArePlayed()
    {
        byte[][] files = [.. Enumerable.Range(0, Kinds).Select(kind => BrainFile(kind))];
        int taken = 0;
        for (int number = First; number < First + Cases; number++)
        {
            ArchiveMutation mutation = new(number);
            int kind = number % Kinds;
            try
            {
                taken += PlayBrain(kind, mutation.Of(TensorArchive.Read(files[kind]))) ? 1 : 0;
            }
            catch (Exception error) when (error is not ArchiveFormatException)
            {
                Assert.Fail($"case {number}, {string.Join("; ", mutation.Edits)}: {error}");
            }
        }

        Assert.InRange(taken, Cases / 10, Cases);
    }

    [Fact]
    public void MutatedGamesArePlayed()
    {
        byte[][] files = [.. Enumerable.Range(0, Kinds).Select(kind => GameFile(kind))];
        int taken = 0;
        for (int number = First; number < First + Cases; number++)
        {
            ArchiveMutation mutation = new(number);
            int kind = number % Kinds;
            try
            {
                taken += PlayGame(kind, mutation.Of(TensorArchive.Read(files[kind]))) ? 1 : 0;
            }
            catch (Exception error) when (error is not ArchiveFormatException)
            {
                Assert.Fail($"case {number}, {string.Join("; ", mutation.Edits)}: {error}");
            }
        }

        Assert.InRange(taken, Cases / 10, Cases);
    }

    private const int Kinds = 4;

    /// <summary>Creates a game. Kind 1 has discrete actions, kind 2 running moments, kind 3 dropout and background jobs; each kind has another optimizer.</summary>
    private static Game Create(int kind, int agents) => new(
        agents,
        change: options => options with
        {
            Actions = kind == 1 ? ActionSpec.Discrete(new ActionBranch("turn", "left", "right"), new ActionBranch("thrust", "on", "off")) : options.Actions,
            Normalization = kind == 2 ? Normalization.Running : Normalization.Range,
            Dropout = kind == 3 ? 0.2f : 0,
            Hidden = [6],
            Learner = new ImitationOptions
            {
                BatchSize = 16,
                ReplayCapacity = 64,
                Guard = new GuardOptions { SnapshotInterval = 10 },
                Optimizer = kind switch { 1 => new AdagradOptions { LearningRate = 0.01 }, 2 => new NadamOptions(), 3 => new FtrlOptions(), _ => new AdamOptions { LearningRate = 0.01 } },
            },
        },
        plugin: options => options with { LearnMode = kind == 3 ? LearnMode.Lockstep : LearnMode.Inline, PublishDelay = kind == 3 ? 2 : 1 });

    private static byte[] BrainFile(int kind)
    {
        using Game game = Create(kind, agents: 8);
        Play(game, 0, 30);
        return ArchiveBytes.Written(game.Brain.ToArchive());
    }

    private static byte[] GameFile(int kind)
    {
        using Game game = Create(kind, agents: 8);
        Play(game, 0, 30);
        return Saved(game);
    }

    private static bool PlayBrain(int kind, byte[] file)
    {
        using Game game = Create(kind, agents: 8);
        float[] before = game.Weights;
        double rate = game.Brain.Hyperparameters.LearningRate;
        SavedBrain saved;
        try
        {
            saved = SavedBrain.Read(TensorArchive.Read(file));
            game.Brain.Load(saved);
        }
        catch (ArchiveFormatException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            Assert.True(Matrices.SameBits(before, game.Weights));
            return false;
        }

        Assert.Equal(rate, game.Brain.Hyperparameters.LearningRate);
        Play(game, 0, Frames);
        Assert.All(game.Weights, weight => Assert.True(float.IsFinite(weight)));
        SavedBrain again = SavedBrain.Read(TensorArchive.Read(ArchiveBytes.Written(game.Brain.ToArchive())));
        using NeuroPlugin other = new();
        Brain player = other.AddBrain(saved.Name, saved.Options with { Learner = null, AgentCapacity = 1 });
        player.Load(saved);
        game.Brain.Load(again);
        return true;
    }

    private static bool PlayGame(int kind, byte[] file)
    {
        using Game game = Create(kind, agents: 8), undisturbed = Create(kind, agents: 8);
        try
        {
            game.Plugin.Load(TensorArchive.Read(file));
        }
        catch (ArchiveFormatException error)
        {
            Assert.DoesNotContain('\n', error.Message);
            Play(game, 0, 3);
            Play(undisturbed, 0, 3);
            Assert.True(Matrices.SameBits(undisturbed.Weights, game.Weights));
            return false;
        }

        // The agents that live now.
        game.Agents.RemoveAll(agent => !game.Brain.IsAlive(agent));
        game.Agents.Add(game.Brain.Spawn());
        Play(game, 0, Frames);
        Assert.All(game.Weights, weight => Assert.True(float.IsFinite(weight)));
        using Game again = Create(kind, agents: 0);
        again.Plugin.Load(TensorArchive.Read(Saved(game)));
        again.Agents.AddRange(game.Agents.Select(agent => again.Brain.FindAgent(agent.Id)));
        Play(again, Frames, 1);
        return true;
    }

    private static void Play(Game game, int first, int count)
    {
        for (int frame = first; frame < first + count; frame++)
        {
            game.Decide(frame);
            foreach (AgentHandle agent in game.Agents)
            {
                foreach (float value in game.Brain.Action(agent))
                {
                    Assert.True(float.IsFinite(value), $"action {value}");
                }

                float[] label = game.Teacher(agent, frame);
                game.Brain.Teach(agent, game.Brain.Actions.Branches.Count == 0 ? label : [.. label.Select(value => value > 0 ? 1f : 0f)]);
            }

            game.Plugin.LateUpdate();
        }

        game.Plugin.FinishLearning();
    }

    private static byte[] Saved(Game game)
    {
        TensorArchive archive = new();
        game.Plugin.Save(archive);
        return ArchiveBytes.Written(archive);
    }
}
