using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Self-play: ratings, the rhythm of policies, ghosts and turns, and saved games.</summary>
public sealed class LeagueTests
{
    private const long Never = 1L << 50;
    private static readonly SelfPlayOptions s_quick = new() { SaveEvery = 40, SwapEvery = 24, TurnEvery = 112, Window = 3 };

    [Fact]
    public void RatingsMoveByTheGainTimesTheSurprise()
    {
        using DuelGame game = new(new SelfPlayOptions(), isSymmetric: true);
        Brain red = game.Brains[0], blue = game.Brains[1];
        game.League.RecordGame(1);
        Assert.Equal((1208, 1192), (game.League.EloOf(red), game.League.EloOf(blue)));

        // The leader by 16 points is expected to score 1 / (1 + 10^(−16/400)) = 0.523.
        game.League.RecordGame(0);
        Assert.Equal(1208 - 16 * 0.52301, game.League.EloOf(red), 1e-3);
        double[] ratings = [game.League.EloOf(red), game.League.EloOf(blue)];
        foreach (double score in (double[])[1, 0.5, 0.5, 0, 1, 1, 1, 0])
        {
            double points = 16 * (score - 1 / (1 + Math.Pow(10, (ratings[1] - ratings[0]) / 400)));
            (ratings[0], ratings[1]) = (ratings[0] + points, ratings[1] - points);
            game.League.RecordGame(score);
        }

        Assert.Equal(ratings[0], game.League.EloOf(red), 1e-9);
        Assert.Equal(ratings[1], game.League.OpponentElo, 1e-9);
        Assert.Equal((float)ratings[0], red.Statistics.Figures.Elo);
        Assert.Equal((float)ratings[1], blue.Statistics.Figures.Elo);
        Assert.Equal(10, game.League.Games);
    }

    /// <summary>Four decisions a frame: policies are kept when steps pass multiples of 40, ghosts drawn at multiples of 24.</summary>
    [Fact]
    public void PoliciesAndGhostsFollowTheSteps()
    {
        using DuelGame game = new(s_quick, isSymmetric: true);
        for (int frame = 1; frame <= 60; frame++)
        {
            game.Run();
            Assert.Equal(4 * frame, game.League.Steps);
            Assert.Equal(1 + 4 * frame / 40, game.League.Window(0).Count);
            Assert.Equal(4 * frame / 24, game.League.Draws);
            Assert.Equal(Math.Min(3, game.League.Window(0).Count), game.League.Window(0).Held);
            Assert.Same(game.Brains[0], game.League.Learning);
        }
    }

    /// <summary>Half of the ghosts are the newest policy, and the others spread evenly over the window.</summary>
    [Fact]
    public void GhostsAreDrawnFromTheWholeWindow()
    {
        using DuelGame game = new(new SelfPlayOptions { SaveEvery = Never, SwapEvery = 1, Window = 4 }, isSymmetric: true);
        for (int i = 0; i < 6; i++)
        {
            game.League.Window(0).Keep(game.Brains[0].Published, game.Brains[0].Normalizer, 1300 + i);
        }

        Dictionary<long, int> counts = [];
        for (int draw = 0; draw < 2000; draw++)
        {
            game.League.Draw();
            counts[game.League.Kept] = counts.GetValueOrDefault(game.League.Kept) + 1;
            Assert.Equal(game.League.Kept < 0 ? 1200 : 1299 + game.League.Kept, game.League.OpponentElo);
        }

        Assert.Equal([-1, 3, 4, 5, 6], counts.Keys.Order());
        Assert.InRange(counts[-1], 900, 1100);
        Assert.All(counts.Where(pair => pair.Key >= 0), pair => Assert.InRange(pair.Value, 190, 310));
    }

    /// <summary>A draw depends on the seed and the ghost's number, not on what was learned before.</summary>
    [Fact]
    public void TheSameSeedDrawsTheSameGhosts()
    {
        using DuelGame one = new(s_quick, isSymmetric: true), same = new(s_quick, isSymmetric: true, learner: DuelGame.Fast with { Gamma = 0.5 }), other = new(s_quick, isSymmetric: true, seed: 4);
        List<long>[] kept = [[], [], []];
        for (int frame = 0; frame < 300; frame++)
        {
            foreach ((DuelGame game, List<long> numbers) in new[] { one, same, other }.Zip(kept))
            {
                game.Run();
                numbers.Add(game.League.Kept);
            }
        }

        Assert.Equal(kept[0], kept[1]);
        Assert.NotEqual(kept[0], kept[2]);
    }

    /// <summary>A kept policy's rating changes while the policy plays as a ghost, and is still there when it is drawn again.</summary>
    [Fact]
    public void KeptPoliciesKeepTheirRatings()
    {
        using DuelGame game = new(new SelfPlayOptions { SwapEvery = Never, LatestProbability = 0, Window = 1 }, isSymmetric: true);
        game.League.RecordGame(1);
        game.League.Draw();
        Assert.Equal((0, 1192), (game.League.Kept, game.League.OpponentElo));

        // Its place in the window is taken while its ghost plays.
        game.League.Window(0).Keep(game.Brains[0].Published, game.Brains[0].Normalizer, 1300);
        game.League.RecordGame(1);
        Assert.Equal(1300, game.League.Window(0)[1].Rating);
        Assert.True(game.League.OpponentElo < 1192);
    }

    /// <summary>A ghost of a learner that takes the best action decides as its policy does, until the next one is drawn.</summary>
    [Fact]
    public void AGhostDecidesByItsOwnPolicy()
    {
        SelfPlayOptions options = new() { SaveEvery = Never, SwapEvery = 160, LatestProbability = 1 };
        using DuelGame game = new(options, isSymmetric: true, new ParallelQOptions { RolloutRows = 32, BatchSize = 16 }, isDiscrete: true);
        Brain red = game.Brains[0], blue = game.Brains[1];
        Predictor policy = new(red.Policy, new ParameterSnapshot(red.Parameters), NetworkNames.Policy);
        ParameterBuffer copy = new(red.Parameters.Layout);
        Matrix input = new(1, 1), output = new(1, 2);
        int differing = 0;
        for (int frame = 1; frame <= 120; frame++)
        {
            game.Run();
            for (int i = 0; i < DuelGame.Agents; i++)
            {
                input.Row(0)[0] = game.Wanted(i);
                policy.Forward(input.View, output.View);
                Assert.Equal(output.Row(0)[1] > output.Row(0)[0] ? 1 : 0, blue.Decisions.Action(i)[0]);
                differing += red.Decisions.Action(i)[0] != blue.Decisions.Action(i)[0] ? 1 : 0;
            }

            if (4 * frame % 160 == 0)
            {
                red.Published.Values.CopyTo(copy.Values);
                policy.Snapshot = new ParameterSnapshot(copy);
            }
        }

        Assert.True(red.Statistics.LearnSteps > 20 && differing > 0);
        Assert.Equal(3, game.League.Draws);
    }

    /// <summary>Nothing is learned from a ghost's decisions: the brain that waits for its turn keeps its parameters.</summary>
    [Fact]
    public void BrainsLearnInTurns()
    {
        using DuelGame game = new(s_quick with { TurnEvery = 400 }, isSymmetric: false);
        for (int turn = 0; turn < 6; turn++)
        {
            Brain learning = game.Brains[turn % 2], waiting = game.Brains[1 - turn % 2];
            Assert.Same(learning, game.League.Learning);
            Assert.Same(waiting, game.League.Opponent);
            float[] before = waiting.Parameters.Values.ToArray();
            (long learned, long waited) = (learning.Statistics.LearnSteps, waiting.Statistics.LearnSteps);
            game.Run(99);
            Assert.Equal(waited, waiting.Statistics.LearnSteps);
            Assert.True(Matrices.SameBits(before, waiting.Parameters.Values));
            Assert.True(learning.Statistics.LearnSteps > learned);
            game.Run(1);
        }

        Assert.Equal(2400, game.League.Steps);
        Assert.True(game.League.EloOf(game.Brains[0]) != 1200 && game.League.EloOf(game.Brains[1]) != 1200);
    }

    /// <summary>In a symmetric league the second brain never learns: it has no learner, and a ghost plays it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LearningBeatsTheFirstPolicy(bool isSymmetric)
    {
        using DuelGame game = new(new SelfPlayOptions { SaveEvery = Never, SwapEvery = Never, TurnEvery = Never }, isSymmetric);
        float[] before = game.Brains[1].Parameters.Values.ToArray();
        game.Run(1500);
        Assert.True(Matrices.SameBits(before, game.Brains[1].Parameters.Values));
        Assert.InRange(game.League.EloOf(game.Brains[0]), 1280, 3000);
        Assert.True(game.Brains[0].Statistics.Episodes.NewestReturn > game.Brains[1].Statistics.Episodes.NewestReturn + 0.5);
    }

    [Theory]
    [InlineData(true, LearnMode.Inline, 1)]
    [InlineData(false, LearnMode.Inline, 1)]
    [InlineData(false, LearnMode.Inline, 1, Normalization.Running)]
    [InlineData(false, LearnMode.Lockstep, 2)]
    public void ALoadedGameContinuesWithTheSameBits(bool isSymmetric, LearnMode mode, int learnSteps, Normalization normalization = Normalization.Range)
    {
        PluginOptions plugin = new() { LearnMode = mode, LearnSteps = learnSteps, Workers = 1 };
        using DuelGame straight = new(s_quick, isSymmetric, plugin: plugin, normalization: normalization);
        foreach (int savedAt in (int[])[31, 70])
        {
            straight.Run(savedAt - straight.Frame);
            using DuelGame loaded = new(s_quick, isSymmetric, plugin: plugin with { Workers = 2 }, normalization: normalization, seed: 3);
            using TensorArchive archive = new();
            straight.Plugin.Save(archive);
            loaded.Plugin.Load(archive);
            loaded.CopyWorldFrom(straight);
            Assert.Equal(Fingerprint(straight), Fingerprint(loaded));
            using DuelGame uninterrupted = new(s_quick, isSymmetric, plugin: plugin, normalization: normalization);
            uninterrupted.Run(savedAt + 60);
            loaded.Run(60);
            Assert.Equal(Fingerprint(uninterrupted), Fingerprint(loaded));
        }
    }

    [Fact]
    public void ADamagedLeagueIsRefusedAndChangesNothing()
    {
        using DuelGame game = new(s_quick, isSymmetric: false), other = new(s_quick, isSymmetric: true);
        game.Run(50);
        string before = Fingerprint(game);
        using TensorArchive foreign = new(), damaged = new(), none = new();
        other.Plugin.Save(foreign);
        Assert.Throws<ArchiveFormatException>(() => game.Plugin.Load(foreign));
        game.Plugin.Save(damaged);
        foreach ((string name, double value) in new[] { ("plugin/leagues/0/ratings", double.NaN), ("plugin/leagues/0/window/1/ratings", double.PositiveInfinity) })
        {
            using TensorArchive changed = new();
            foreach (string each in damaged.Names)
            {
                ArchivedTensor tensor = damaged.TryFind(each, out ArchivedTensor? found) ? found : throw new InvalidOperationException();
                if (each == name)
                {
                    changed.Add<long>(each, tensor.Shape, Enumerable.Repeat(BitConverter.DoubleToInt64Bits(value), tensor.Shape[0]).ToArray());
                }
                else
                {
                    Copy(damaged, changed, tensor);
                }
            }

            Assert.Throws<ArchiveFormatException>(() => game.Plugin.Load(changed));
        }

        using RewardedGame single = new(DuelGame.Fast);
        single.Plugin.Save(none);
        Assert.EndsWith("leagues: expected 1, received 0.", Assert.Throws<ArchiveFormatException>(() => game.Plugin.Load(none)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Fingerprint(game));
    }

    [Fact]
    public void MisuseIsTold()
    {
        using DuelGame game = new(s_quick, isSymmetric: true);
        Brain red = game.Brains[0];
        BrainOptions options = new() { Observations = new ObservationSpec().Add("x", 0, 1), Actions = ActionSpec.Continuous("move"), Hidden = [8], Learner = DuelGame.Fast };
        Brain one = game.Plugin.AddBrain("one", options), imitating = game.Plugin.AddBrain("imitating", options with { Learner = new ImitationOptions() });
        Brain wide = game.Plugin.AddBrain("wide", options with { Hidden = [9], IsFrozen = true }), renamed = game.Plugin.AddBrain("renamed", options with { Observations = new ObservationSpec().Add("y", 0, 1), IsFrozen = true });
        using DuelGame elsewhere = new(s_quick, isSymmetric: true);
        Refused("second: expected another brain than first, received \"one\" again.", () => game.Plugin.AddLeague(one, one));
        Refused("first: expected a brain of this plugin that plays in no league, received \"red\".", () => game.Plugin.AddLeague(red, one));
        Refused("second: expected a brain of this plugin that plays in no league, received \"blue\".", () => game.Plugin.AddLeague(one, elsewhere.Brains[1]));
        Refused("first: expected a brain that learns from rewards, received \"imitating\", which does not.", () => game.Plugin.AddLeague(imitating, one));
        Refused("second: expected a brain that learns from rewards, received \"imitating\", which does not.", () => game.Plugin.AddLeague(one, imitating));
        Refused("second: expected a network \"policy\" with the same tensors, received another layout.", () => game.Plugin.AddLeague(one, wide));
        Refused("second: expected the observations, actions and policy network of \"one\", received others.", () => game.Plugin.AddLeague(one, renamed));
        Refused("brain: expected red or blue, received one.", () => game.League.EloOf(one));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.League.RecordGame(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.League.RecordGame(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Plugin.AddLeague(one, wide, new SelfPlayOptions { Window = 0 }));
        Assert.Throws<ArgumentNullException>(() => game.Plugin.AddLeague(one, null!));
        Assert.Single(game.Plugin.Leagues);
        Assert.True(float.IsNaN(one.Statistics.Figures.Elo));
    }

    [Fact]
    public void EpisodeLengthsCountDecisions()
    {
        using DuelGame game = new(s_quick, isSymmetric: true);
        AgentHandle late = game.Brains[0].Spawn();
        Assert.Equal(0, game.Brains[0].EpisodeLength(late));
        foreach (int expected in (int[])[1, 2, 3, 4, 0, 1])
        {
            game.Run();
            Assert.All(game.Brains, brain => Assert.Equal(expected, brain.EpisodeLength(game.FirstAgent(brain))));
        }

        game.Brains[0].Despawn(late);
        Assert.Throws<ArgumentException>(() => game.Brains[0].EpisodeLength(late));
    }

    private static void Refused(string message, Action call) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static void Copy(TensorArchive from, TensorArchive to, ArchivedTensor tensor)
    {
        switch (tensor.Type)
        {
            case TensorType.F32:
                to.Add<float>(tensor.Name, tensor.Shape, from.Get<float>(tensor.Name, tensor.Shape));
                break;
            case TensorType.I64:
                to.Add<long>(tensor.Name, tensor.Shape, from.Get<long>(tensor.Name, tensor.Shape));
                break;
            case TensorType.I32:
                to.Add<int>(tensor.Name, tensor.Shape, from.Get<int>(tensor.Name, tensor.Shape));
                break;
            default:
                to.Add<byte>(tensor.Name, tensor.Shape, from.Get<byte>(tensor.Name, tensor.Shape));
                break;
        }
    }

    /// <summary>Waits for background learning without publishing it, so the game continues as if the fingerprint had not been taken.</summary>
    private static string Fingerprint(DuelGame game)
    {
        game.Brains[0].Host.Wait();
        return string.Join(' ', [
            game.League.Steps, game.League.Draws, game.League.Games, game.League.Kept, game.League.OpponentElo, .. game.Brains.Select(brain => game.League.EloOf(brain)),
            Fnv.Hash(game.League.GhostValues), .. game.Brains.Select(brain => Fnv.Hash(brain.Parameters.Values)), .. game.Brains.Select(brain => brain.Statistics.Episodes.MeanReturn),
            .. game.Brains.Select(brain => brain.Statistics.LearnSteps)]);
    }
}
