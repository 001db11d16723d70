using System.Text.Json.Nodes;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Interchange.TensorBoard;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Allocation;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Interchange.TensorBoard;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios;

/// <summary>Self-play in scenarios: both tests of ML-Agents, and pursuit.</summary>
public sealed class SelfPlayTests
{
    private const long Steps = 2500;
    private static readonly RunOptions s_pursuit = new() { Scenario = "pursuit", Learner = RunOptions.Ppo, Agents = 96, Seed = 101, Workers = 1, LearnSteps = 8 };

    /// <summary>As many pursuers as evaders. A ghost is drawn every 390 frames.</summary>
    private static readonly RunOptions s_even = s_pursuit with { Agents = 512, Set = new() { ["pursuers"] = "0.5" } };

    private static readonly ulong[] s_seeds = LongForm.IsOn ? [101, 102, 103, 104, 105] : [101, 102];

    /// <summary>ML-Agents' first test: the second team gets the learned policy at step 2,000.</summary>
    [Theory]
    [InlineData("continuous")]
    [InlineData("discrete")]
    public void BothTeamsReachTheGoal(string actions)
        => Assert.All(TwoTeams("self-play", actions), seed => Assert.All(seed.Sides, side => Assert.True(side.TrainReturn > 0.9, $"seed {seed.Seed}, {side.Name}: {side.TrainReturn}")));

    /// <summary>ML-Agents' negative control: the swap would come after the end, so the second team keeps the first policy.</summary>
    [Theory]
    [InlineData("continuous")]
    [InlineData("discrete")]
    public void WithoutASwapTheSecondTeamFails(string actions)
        => Assert.All(TwoTeams("late-swap", actions), seed =>
        {
            Assert.True(seed.Sides[0].TrainReturn > 0.9, $"seed {seed.Seed}: {seed.Sides[0].TrainReturn}");
            Assert.True(seed.Sides[1].TrainReturn < 0.9, $"seed {seed.Seed}: {seed.Sides[1].TrainReturn}");
        });

    /// <summary>An evader earns 1/20 per second and loses 1 when it is caught, so its return tells how long it lived. Each catch earns a pursuer 1.</summary>
    [Fact]
    public void CatchesAndLivesAreRewarded()
    {
        using SimulationRun run = (s_pursuit with { Set = new() { ["area"] = "4", ["sight"] = "3" } }).Play(1300);
        EpisodeLog pursuers = run.Session.Kinds[0].Brain.Statistics.Episodes, evaders = run.Session.Kinds[1].Brain.Statistics.Episodes;
        League league = run.Plugin.Leagues[0];
        Assert.Equal(league.Games, evaders.Count);
        int caught = 0;
        for (long i = Math.Max(0, evaders.Count - EpisodeLog.Window); i < evaders.Count; i++)
        {
            (_, double sum, long length) = evaders[i];
            bool isCaught = sum < 0;
            caught += isCaught ? 1 : 0;
            Assert.InRange(length, 1, 1200);
            Assert.Equal(isCaught ? -1 + (length - 1) / 1200.0 : 1, sum, 1e-3);
        }

        Assert.InRange(caught, 10, EpisodeLog.Window);

        // Episodes of pursuers last 20 s.
        Assert.Equal((24, 1200), (pursuers.Count, pursuers.NewestLength));
        for (long i = 0; i < pursuers.Count; i++)
        {
            Assert.Equal(Math.Round(pursuers[i].Return), pursuers[i].Return);
        }

        Assert.InRange(pursuers.MeanReturn * 24, 1, evaders.Count);
    }

    /// <summary>Against opponents that don't change, pursuers improve within one turn. In the long form both kinds improve and reach 0.9 of their scripts' scores.</summary>
    [Fact]
    public void KindsImproveAgainstAFixedPanel()
    {
        RunOptions options = LongForm.IsOn ? s_pursuit with { Agents = 512, Profile = "self-play", Workers = 2 } : s_pursuit with { Agents = 256, Workers = 2, ScoreFrames = LongForm.ScoreFrames };
        SelfPlaySeed seed = Assert.Single(new SelfPlayScores(options, LongForm.IsOn ? 8_000_000 : 600_000, [101]).Run(_ => { }, (_, _) => { }, TestContext.Current.CancellationToken).Seeds);
        Assert.All(LongForm.IsOn ? seed.Sides : seed.Sides.Take(1), side =>
        {
            Assert.True(side.Panel[^1].Elo > side.Panel[0].Elo + 100, $"{side.Name}: {string.Join(" ", side.Panel.Select(part => part.Elo))}");
            Assert.True(!LongForm.IsOn || side.Panel[^1].Script >= 0.9 * side.TeacherScore, $"{side.Name}: {side.Panel[^1].Script}, script {side.TeacherScore}");
        });
    }

    /// <summary>Imitation knows no rewards, and a run of it counts none.</summary>
    [Fact]
    public void ImitationIsWithoutRewards()
    {
        using SimulationRun run = (s_pursuit with { Learner = RunOptions.Imitation }).Play(50);
        Assert.Empty(run.Plugin.Leagues);
        Assert.All(run.Session.Kinds, kind => Assert.Equal((0, 0), (kind.Brain.Statistics.Episodes.Count, kind.Brain.Statistics.Episodes.Decisions)));
    }

    [Theory]
    [InlineData("pursuit", null, 420)]
    [InlineData("simple", "self-play", 2100)]
    public void AResumedRunHasTheBitsOfAnUninterruptedOne(string scenario, string? profile, int savedAt)
    {
        RunOptions options = profile is null ? s_even with { Seed = 102 } : s_pursuit with { Scenario = scenario, Profile = profile, Agents = 2, Set = new() { ["teams"] = "2" } };
        using TemporaryFolder folder = new();
        using SimulationRun straight = options.Play(savedAt);
        SavedRun.Save(straight, options, folder["run"]);
        using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(options with { Workers = 2 });
        straight.Play(400);
        resumed.Play(400);
        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
        Assert.True(straight.Session.Brain.Statistics.LearnSteps > 0 && straight.Plugin.Leagues[0].Draws > 0);
    }

    [Fact]
    public void WorkersChangeNoBit()
    {
        using SimulationRun one = s_even.Play(500), three = (s_even with { Workers = 3 }).Play(500);
        Assert.Equal(Fingerprint(one), Fingerprint(three));
    }

    [Fact]
    public void TheRatingHasItsNameInEveryOutput()
    {
        using TemporaryFolder folder = new();
        string options = folder.Write("options.json", """{ "type": "ppo", "rollout_rows": 1024, "batch_size": 256 }""");
        SimulationProcess.Run("run", "--scenario", "pursuit", "--learner", "ppo", "--learner-options", options, "--agents", "64", "--frames", "600", "--learn-steps", "20", "--json", folder["json"], "--csv", folder["csv"], "--tensorboard", folder["events"]);
        JsonNode report = JsonNode.Parse(File.ReadAllText(folder["json"]))!;
        Assert.NotEqual(1200, (double)report["learning_figures"]!["pursuers"]!["elo"]!["newest"]!);
        Assert.Contains(",elo", File.ReadLines(folder["csv"]).First(), StringComparison.Ordinal);
        string events = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Directory.GetFiles(folder["events"])[0]));
        Assert.Contains("Self-Play/ELO/pursuers", events, StringComparison.Ordinal);
        Assert.Contains("Self-Play/ELO/evaders", events, StringComparison.Ordinal);
    }

    [Fact]
    public void SelfPlayNeedsTwoTeams()
    {
        SettingException error = Assert.Throws<SettingException>(() => new SimulationRun(new RunOptions { Scenario = "simple", Learner = RunOptions.Ppo, Profile = "self-play", Agents = 2 }, Driver.Brain, isLabelled: true));
        Assert.Equal("--learner: expected one that fits simple, received ppo: teams: expected 2 for self-play, received 1.", error.Message);
    }

    /// <summary>Without self-play, agents of both teams have cells, starts and brains of their own.</summary>
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(7, 4, 3)]
    [InlineData(60, 30, 30)]
    public void TeamsShareTheAgents(int agents, int first, int second)
    {
        RunOptions options = new() { Scenario = "simple", Agents = agents, Set = { ["teams"] = "2" }, Workers = 2 };
        using SimulationRun run = options.Play(100);
        Assert.Equal((first, second), (run.Session.Kinds[0].Roster.Count, run.Session.Kinds[1].Roster.Count));
        Assert.Equal(agents, run.Session.Kinds.SelectMany(kind => kind.Roster.Entities.ToArray()).Select(entity => run.World.Get<NeuroAgents.Simulation.Components.Position>(entity)).Select(place => ((int)(place.X / 4), (int)(place.Y / 4))).Distinct().Count());
        Assert.Equal(["seekers", "rivals"], run.Session.Kinds.Select(kind => kind.Brain.Name));
    }

    private static IReadOnlyList<SelfPlaySeed> TwoTeams(string profile, string actions)
    {
        RunOptions options = new() { Scenario = "simple", Learner = RunOptions.Ppo, Profile = profile, Agents = 2, Workers = 1, Set = { ["teams"] = "2", ["actions"] = actions } };
        return new SelfPlayScores(options, Steps, s_seeds).Run(_ => { }, (_, _) => { }, TestContext.Current.CancellationToken).Seeds;
    }

    private static string Fingerprint(SimulationRun run) => string.Join(' ', [
        run.StateHash(), run.BrainHash(), run.Session.Score, run.Plugin.Leagues[0].Steps, run.Plugin.Leagues[0].Draws, run.Plugin.Leagues[0].Games,
        .. run.Session.Kinds.Select(kind => run.Plugin.Leagues[0].EloOf(kind.Brain)), run.Plugin.Leagues[0].OpponentElo, Fnv.Hash(run.Plugin.Leagues[0].GhostValues)]);
}

/// <summary>Frames of self-play allocate nothing, also those that keep a policy or change the ghost.</summary>
[Collection(RunsAlone.Name)]
public sealed class SelfPlayAllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFrameDoesNotAllocate(bool isSymmetric)
    {
        using DuelGame game = new(new() { SaveEvery = 8, SwapEvery = 4, TurnEvery = 200 }, isSymmetric, plugin: new PluginOptions { LearnSteps = 100, Workers = 2 });
        AllocationProbe.AssertNoneInTheProcess(game.Run);
        Assert.True(game.League.Draws > 100 && game.Brains[0].Statistics.LearnSteps > 100);
    }

    [Fact]
    public void AFrameOfPursuitDoesNotAllocate()
    {
        RunOptions options = new() { Scenario = "pursuit", Learner = RunOptions.Ppo, Agents = 96, LearnSteps = 8, Workers = 2 };
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        run.Plugin.Awake();
        run.Play(1300);
        AllocationProbe.AssertNoneInTheProcess(run.Frame.Run);
    }
}
