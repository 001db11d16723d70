using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

/// <summary>Recordings of what agents did: what they hold, their files, and learning from them.</summary>
public sealed class DemonstrationTests
{
    [Theory]
    [InlineData(1, "none")]
    [InlineData(2, "imitation")]
    [InlineData(3, "ppo")]
    public void ARecordingHoldsTheTransitionsOfANaiveAccountWhateverLearns(ulong seed, string learner)
    {
        using RandomFleet fleet = new(seed, Learner(learner));
        Demonstrations recording = Record(fleet.Brain, DemonstrationSource.Actions);
        fleet.Frames(0, 150);
        Assert.True(recording.Count > 200 && fleet.HandTransitions.Count > 50);
        Assert.Equal(fleet.Transitions.Order(StringComparer.Ordinal), Texts(recording).Order(StringComparer.Ordinal));
        AssertTrajectories(fleet, recording);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("ppo")]
    public void ARecordingOfHandsHoldsTheirActionsAlone(string learner)
    {
        using RandomFleet fleet = new(4, Learner(learner));
        Demonstrations recording = Record(fleet.Brain, DemonstrationSource.Hands);
        fleet.Frames(0, 150);
        Assert.True(recording.Count is > 50 and < 200);
        Assert.Equal(fleet.HandTransitions.Order(StringComparer.Ordinal), Texts(recording).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheOrderOfCallsAndTheNumberOfWorkersDoNotChangeTheFile()
    {
        using RandomFleet first = new(5, Learner("imitation")), other = new(5, Learner("imitation"), workers: 3) { IsReversed = true };
        using TemporaryFolder folder = new();
        foreach ((RandomFleet fleet, string file) in new[] { (first, "first"), (other, "other") })
        {
            Demonstrations recording = Record(fleet.Brain, DemonstrationSource.Actions);
            fleet.Frames(0, 60);
            recording.Save(folder[file]);
        }

        Assert.Equal(File.ReadAllBytes(folder["first"]), File.ReadAllBytes(folder["other"]));
    }

    [Theory]
    [InlineData("imitation")]
    [InlineData("ppo")]
    public void RecordingChangesNoResult(string learner)
    {
        using RandomFleet recorded = new(6, Learner(learner)), plain = new(6, Learner(learner));
        Record(recorded.Brain, DemonstrationSource.Actions, capacity: 50);
        recorded.Frames(0, 100);
        plain.Frames(0, 100);
        Assert.True(Matrices.SameBits(plain.Brain.Parameters.Values.ToArray(), recorded.Brain.Parameters.Values.ToArray()));
        Assert.Equal(plain.Transitions, recorded.Transitions);
        Assert.Equal((50, true), (recorded.Brain.Recording!.Count, recorded.Brain.Recording.Missed > 100));
    }

    [Theory]
    [InlineData(DemonstrationSource.Labels)]
    [InlineData(DemonstrationSource.Actions)]
    public void AFileHasEveryBitOfTheRecording(DemonstrationSource source)
    {
        using RandomFleet fleet = new(7, Learner("imitation"));
        Demonstrations written = Record(fleet.Brain, source);
        fleet.Frames(0, 50);
        fleet.Brain.Teach([0.5f, 3], [-0.75f, 2]);
        using TemporaryFolder folder = new();
        written.Save(folder["file"]);
        Demonstrations read = Demonstrations.Load(folder["file"]);
        Assert.Equal((written.Count, written.Source, folder["file"]), (read.Count, read.Source, read.Origin));
        Assert.Equal(written.Observations.Columns, read.Observations.Columns);
        Assert.True(read.Fits(fleet.Brain) && read.Count == (source == DemonstrationSource.Labels ? 1 : fleet.Transitions.Count));
        for (int row = 0; row < read.Count; row++)
        {
            Assert.Equal(written.Observation(row).ToArray(), read.Observation(row).ToArray());
            Assert.Equal(written.Action(row).ToArray(), read.Action(row).ToArray());
            Assert.Equal(written.Mask(row).ToArray(), read.Mask(row).ToArray());
        }

        if (source == DemonstrationSource.Actions)
        {
            Assert.Equal(Texts(written), Texts(read));
            Assert.Equal(Enumerable.Range(0, read.Count).Select(written.Trajectory), Enumerable.Range(0, read.Count).Select(read.Trajectory));
        }
        else
        {
            Assert.Contains("labels", Assert.Throws<InvalidOperationException>(() => read.Reward(0)).Message, StringComparison.Ordinal);
        }

        read.Save(folder["again"]);
        Assert.Equal(File.ReadAllBytes(folder["file"]), File.ReadAllBytes(folder["again"]));
    }

    [Fact]
    public void ALoadedGameAndAClearedRecordingBeginNewTrajectories()
    {
        using RandomFleet fleet = new(8, null);
        Demonstrations recording = Record(fleet.Brain, DemonstrationSource.Actions);
        fleet.Frames(0, 20);
        using TensorArchive archive = new();
        fleet.Plugin.Save(archive);
        int rows = recording.Count;
        fleet.Plugin.Load(archive);
        Assert.Same(recording, fleet.Brain.Recording);
        fleet.Frames(20, 20);
        Assert.True(recording.Count > rows);
        HashSet<int> before = [.. Enumerable.Range(0, rows).Select(recording.Trajectory)];
        Assert.DoesNotContain(Enumerable.Range(rows, recording.Count - rows), row => before.Contains(recording.Trajectory(row)));
        recording.Clear();
        fleet.Frames(40, 2);
        Assert.Equal(1, recording.Trajectory(0));
        Assert.InRange(recording.Count, 1, 24);
    }

    [Fact]
    public void DamagedForeignAndUnfitFilesAreRefusedInOneLineAndChangeNothing()
    {
        using RandomFleet fleet = new(9, Learner("imitation"));
        Demonstrations recording = Record(fleet.Brain, DemonstrationSource.Actions);
        fleet.Frames(0, 30);
        using TemporaryFolder folder = new();
        string file = folder["file"], brain = folder["brain"];
        recording.Save(file);
        fleet.Brain.Save(brain);
        Refused(() => Demonstrations.Load(brain), $"{brain}: metadata \"format\": expected \"{Demonstrations.Format}\", received \"neuroagents.brain.2\".");
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^8]);
        Refused(() => Demonstrations.Load(file), $"{file}: ");
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);
        Refused(() => Demonstrations.Load(file), $"{file}: metadata \"sha256\": ");
        foreach ((string column, float value, string expected) in new[]
        {
            ("action", 2f, "values within their ranges"), ("mask", 0.5f, "0 or 1"), ("next_mask", -1f, "0 or 1"), ("end", 3f, "0, 1 or 2"), ("trajectory", 0.5f, "whole numbers"), ("observation", float.NaN, "numbers from"),
            ("reward", float.PositiveInfinity, "numbers from"),
        })
        {
            using TensorArchive damaged = Changed(recording, column, value);
            Refused(() => Demonstrations.Read(damaged), $"tensor \"demonstrations/{column}\": expected {expected}");
        }

        float[] weights = fleet.Brain.Parameters.Values.ToArray();
        long held = fleet.Brain.Learner!.Rows.Recorded;
        Refused(() => fleet.Brain.Teach(New(new ObservationSpec().Add("x", -1, 1).Add("z", 0, 9), RandomFleet.Actions)), "demonstrations: observations, number 2: expected \"y\", received \"z\".");
        Refused(() => fleet.Brain.Teach(New(new ObservationSpec().Add("x", -1, 1), RandomFleet.Actions)), "demonstrations: observations: expected 2 as the brain has, received 1.");
        Refused(() => fleet.Brain.Teach(New(fleet.Brain.Observations, ActionSpec.Continuous("turn").AndDiscrete(new ActionBranch("fire", "no", "maybe", "twice")))), "demonstrations: actions, number 3: expected \"fire: yes\", received \"fire: maybe\".");
        Refused(() => fleet.Brain.Recording = New(fleet.Brain.Observations, ActionSpec.Continuous("turn")), "demonstrations: actions: expected 4 as the brain has, received 1.");
        Assert.Equal((held, recording), (fleet.Brain.Learner.Rows.Recorded, fleet.Brain.Recording));
        Assert.Equal(weights, fleet.Brain.Parameters.Values.ToArray());

        static Demonstrations New(ObservationSpec observations, ActionSpec actions) => new(observations, actions, DemonstrationSource.Actions, 5);
    }

    [Fact]
    public void MisuseIsRefusedInOneLine()
    {
        ObservationSpec observations = RandomFleet.Observations(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Demonstrations(observations, RandomFleet.Actions, (DemonstrationSource)7, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Demonstrations(observations, RandomFleet.Actions, DemonstrationSource.Labels, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Demonstrations(observations, RandomFleet.Actions, DemonstrationSource.Labels, Demonstrations.MaximumCapacity + 1));
        Demonstrations empty = new(observations, RandomFleet.Actions, DemonstrationSource.Labels, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => empty.Action(0));
        foreach (string learner in (string[])["none", "ppo"])
        {
            using RandomFleet fleet = new(1, Learner(learner));
            Assert.Contains("Teach: expected a learner of recordings, such as imitation or DQN", Assert.Throws<InvalidOperationException>(() => fleet.Brain.Teach(empty)).Message, StringComparison.Ordinal);
        }

        using RewardedGame game = new(Q);
        Demonstrations labels = new(game.Brain.Observations, game.Brain.Actions, DemonstrationSource.Labels, 5);
        Refused(() => game.Brain.Teach(labels), "demonstrations: source: expected actions or hands, which have rewards, received labels.");
    }

    /// <summary>The rows of a trajectory are neighbours in the replay, so targets of several decisions sum its rewards.</summary>
    [Fact]
    public void TheReplayOfQValuesLinksTheRowsOfATrajectory()
    {
        using RewardedGame shown = new(Q);
        Demonstrations recording = Record(shown.Brain, DemonstrationSource.Actions);
        shown.Run(40);
        using RewardedGame taught = new(Q);
        taught.Brain.Teach(recording);
        ReplayBuffer replay = ((DeepQLearner)taught.Brain.Learner!).Replay;
        Assert.Equal(recording.Count, replay.Count);
        (int[] rows, int[] steps) = recording.ByTrajectory();
        Assert.Equal(8, steps.Count(step => step == 0));
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(recording.Observation(rows[i]).ToArray(), replay.Column("observation")[i].ToArray());
            Assert.Equal(recording.Action(rows[i]).ToArray(), replay.Column("action")[i].ToArray());
            Assert.Equal(recording.Reward(rows[i]), replay.Column("reward")[i][0]);
            Assert.Equal(i + 1 < rows.Length && steps[i + 1] > 0 ? 1 : 0, replay.Column("link")[i][0]);
        }
    }

    /// <summary>A game taught in mid-run, saved and loaded goes on with the same bits in every mode, inside a job too.</summary>
    [Theory]
    [InlineData(LearnMode.Inline)]
    [InlineData(LearnMode.Lockstep)]
    public void ATaughtGameGoesOnWithTheSameBitsAfterLoading(LearnMode mode)
    {
        using RewardedGame shown = new(Q);
        Demonstrations recording = Record(shown.Brain, DemonstrationSource.Actions);
        shown.Run(60);
        PluginOptions options = new() { LearnSteps = 3, Workers = 1, LearnMode = mode };
        using RewardedGame straight = new(Q, options: options with { }), resumed = new(Q, options: options with { });
        straight.Run(30);
        straight.Brain.Teach(recording);
        straight.Run(5);
        using TensorArchive archive = new();
        straight.Plugin.Save(archive);
        resumed.Plugin.Load(archive);
        resumed.CopyWorldFrom(straight);
        straight.Run(40);
        resumed.Run(40);
        straight.Plugin.FinishLearning();
        resumed.Plugin.FinishLearning();
        Assert.True(straight.Brain.Statistics.LearnSteps > 50);
        Assert.True(Matrices.SameBits(straight.Brain.Parameters.Values.ToArray(), resumed.Brain.Parameters.Values.ToArray()));
    }

    [Fact]
    public void ABrainTaughtInTheBackgroundReceivesEveryRow()
    {
        using RewardedGame shown = new(Q);
        Demonstrations recording = Record(shown.Brain, DemonstrationSource.Actions);
        shown.Run(600);
        using RewardedGame game = new(Q, options: new PluginOptions { LearnSteps = 20, Workers = 1, LearnMode = LearnMode.Background });
        game.Run(50);
        long before = game.Brain.Learner!.Rows.Recorded;
        game.Brain.Teach(recording);
        Assert.Equal((before + recording.Count, 0), (game.Brain.Learner.Rows.Recorded, game.Brain.Statistics.MissedRows));
        game.Run(50);
        game.Plugin.FinishLearning();
        Assert.True(recording.Count > 4096);
    }

    /// <summary>Imitation from a file comes as close to the teacher as imitation from the teacher itself.</summary>
    [Fact]
    public void ImitationFromAFileReachesImitationFromTheTeacher()
    {
        using TemporaryFolder folder = new();
        using Game untrained = new(), live = new(change: Wide), taught = new(agents: 0, seed: 3, change: Wide);
        live.Brain.Recording = new Demonstrations(live.Brain.Observations, live.Brain.Actions, DemonstrationSource.Labels, 20_000);
        live.Frames(0, 600);
        Assert.Equal(12_000, live.Brain.Recording.Count);
        live.Brain.Recording.Save(folder["file"]);
        taught.Brain.Teach(Demonstrations.Load(folder["file"]));
        for (int frame = 0; frame < 600; frame++)
        {
            taught.Plugin.LateUpdate();
        }

        (double before, double fromTeacher, double fromFile) = (Error(untrained), Error(live), Error(taught));
        Assert.True(fromTeacher < 0.2 * before && fromFile < 1.2 * fromTeacher, $"{before}, {fromTeacher}, {fromFile}");

        static BrainOptions Wide(BrainOptions options) => options with { Hidden = [32, 32], Learner = new ImitationOptions { BatchSize = 64, Optimizer = new AdamOptions { LearningRate = 0.005 } } };
    }

    private static DeepQOptions Q => new() { BatchSize = 16, LearnAfter = 50, ReplayCapacity = 8192, ReplayRatio = 2, TargetEvery = 20, Exploration = new Exploration { Final = 0.1f, Decisions = 300 } };

    private static LearnerOptions? Learner(string name) => name switch
    {
        "imitation" => new ImitationOptions { BatchSize = 16, ReplayCapacity = 512 },
        "ppo" => new ProximalPolicyOptions { RolloutRows = 64, BatchSize = 16 },
        _ => null,
    };

    private static Demonstrations Record(Brain brain, DemonstrationSource source, int capacity = 8192)
        => brain.Recording = new Demonstrations(brain.Observations, brain.Actions, source, capacity);

    private static List<string> Texts(Demonstrations rows)
        => [.. Enumerable.Range(0, rows.Count).Select(row => RandomFleet.Text(
            rows.Observation(row), rows.Mask(row), rows.Action(row), rows.Reward(row), rows.NextObservation(row), rows.NextMask(row), rows.End(row)))];

    /// <summary>Every trajectory is one chain: where an episode continues, a row's next observation is the observation of the trajectory's next row.</summary>
    private static void AssertTrajectories(RandomFleet fleet, Demonstrations rows)
    {
        IGrouping<int, int>[] trajectories = [.. Enumerable.Range(0, rows.Count).GroupBy(rows.Trajectory)];
        Assert.Equal(fleet.Trajectories, trajectories.Length);
        foreach (int[] trajectory in trajectories.Select(each => each.ToArray()))
        {
            for (int i = 1; i < trajectory.Length; i++)
            {
                Assert.True(rows.End(trajectory[i - 1]) is not null || rows.NextObservation(trajectory[i - 1]).SequenceEqual(rows.Observation(trajectory[i])));
            }
        }
    }

    private static TensorArchive Changed(Demonstrations rows, string column, float value)
    {
        TensorArchive changed = new();
        using TensorArchive archive = rows.ToArchive();
        foreach ((string key, string text) in archive.Metadata)
        {
            changed.Metadata[key] = text;
        }

        foreach (string name in archive.Names)
        {
            Assert.True(archive.TryFind(name, out ArchivedTensor? tensor));
            int[] shape = [.. tensor.Shape];
            float[] values = archive.Get<float>(name, shape);
            if (name == $"demonstrations/{column}")
            {
                values[0] = value;
            }

            changed.Add<float>(name, shape, values);
        }

        changed.Seal();
        return changed;
    }

    private static void Refused(Action action, string message)
    {
        string received = Assert.Throws<ArchiveFormatException>(action).Message;
        Assert.Contains(message, received, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', received);
    }

    /// <summary>Mean squared error of the brain's actions in frames that it did not learn from.</summary>
    private static double Error(Game game)
    {
        using Game judge = new(agents: 64, seed: 9, change: _ => game.Brain.Options with { Learner = null });
        judge.Brain.Weights.CopyFrom(game.Brain);
        double sum = 0;
        judge.Decide(5000);
        foreach (AgentHandle agent in judge.Agents)
        {
            sum += judge.Teacher(agent, 5000).Zip(judge.Brain.Action(agent).ToArray(), (label, action) => (double)(label - action) * (label - action)).Sum();
        }

        return sum / judge.Agents.Count;
    }
}
