using System.Text.Json;
using System.Text.Json.Nodes;
using NeuroAgents.Agents;
using NeuroAgents.Curricula;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Control;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>Runs whose settings follow a curriculum.</summary>
public sealed class CurriculumRunTests
{
    private const string Poles = """{ "pole-length": [ { "value": 0.5, "threshold": 10, "window": 20 }, { "sampler": { "type": "uniform", "minimum": 0.25, "maximum": 1 } } ], "start": [ { "sampler": { "type": "choices", "values": [ 0.05, 0.1 ] } } ] }""";
    private const string Hazards = """{ "hazards": [ { "value": 0, "threshold": -100, "window": 5 }, { "value": 0.3, "threshold": -100, "window": 5, "min_episodes": 20 }, { "value": 0.1 } ] }""";
    private const string Learner = """{ "type": "ppo", "rollout_rows": 512, "batch_size": 64, "epochs": 2, "initial_log_sigma": -1 }""";

    /// <summary>There is little food, so lives are short and many episodes end.</summary>
    private static readonly Dictionary<string, string> s_hunger = new() { ["food"] = "0.02" };

    [Fact]
    public void EachEpisodeKeepsTheSettingsDrawnForIt()
    {
        using SimulationRun run = Options("cartpole", Poles).Play(1);
        CurriculumParameter length = run.Curriculum!.Find("pole-length")!, start = run.Curriculum.Find("start")!;
        Dictionary<(ulong Agent, int Episode), ControlSettings> seen = [];
        HashSet<float> lengths = [];
        for (int frame = 0; frame < 150; frame++)
        {
            foreach (Entity entity in run.Session.Roster.Entities)
            {
                (ulong Agent, int Episode) key = (run.World.Get<BrainAgent>(entity).Handle.Id, run.World.Get<ControlEpisode>(entity).Number);
                ControlSettings settings = run.World.Get<ControlSettings>(entity);
                if (seen.TryAdd(key, settings))
                {
                    // An episode begins before the lesson that may follow in the same frame.
                    Assert.Equal(start.Value(key.Agent, (ulong)key.Episode), settings.First);
                    Assert.True(settings.Second == 0.5f || settings.Second == length.Value(key.Agent, (ulong)key.Episode));
                    lengths.Add(settings.Second);
                }

                Assert.Equal(seen[key], settings);
            }

            run.Play(1);
        }

        Assert.Equal(2, length.LessonNumber);
        Assert.True(seen.Count > 200 && lengths.Count > 50);
    }

    [Fact]
    public void ACurriculumGivesTheSameBitsForAnyNumberOfWorkers()
    {
        string[] one = Fingerprint(Options("cartpole", Poles) with { Workers = 1 }), two = Fingerprint(Options("cartpole", Poles) with { Workers = 2 });
        Assert.Equal(one, two);
        Assert.NotEqual(one, Fingerprint(Options("cartpole", null)));
    }

    /// <summary>A curriculum of one lesson with the setting's own value changes nothing.</summary>
    [Theory]
    [InlineData("cartpole", """{ "pole-length": [ { "value": 0.5 } ], "start": [ { "value": 0.05 } ] }""")]
    [InlineData("mountain-car", """{ "start": [ { "value": -0.4 } ] }""")]
    [InlineData("forage", """{ "hazards": [ { "value": 0.02 } ] }""")]
    public void TheUsualValueGivesTheUsualBits(string scenario, string curriculum)
        => Assert.Equal(Fingerprint(Options(scenario, null)), Fingerprint(Options(scenario, curriculum)));

    [Theory]
    [InlineData("cartpole", Poles, 8)]
    [InlineData("cartpole", Poles, 120)]
    [InlineData("forage", Hazards, 600)]
    [InlineData("forage", Hazards, 1150)]
    public void AResumedRunHasTheBitsOfAnUninterruptedOne(string scenario, string curriculum, int savedAt)
    {
        RunOptions options = Options(scenario, curriculum);
        using SimulationRun straight = options.Play(savedAt);
        using TemporaryFolder folder = new();
        SavedRun.Save(straight, options, folder["run"]);
        SavedRun saved = SavedRun.Load(folder["run"]);
        using SimulationRun resumed = saved.Resume(saved.Options with { Workers = 2 });
        Assert.Equal(Lessons(straight), Lessons(resumed));
        int[] before = Lessons(straight);
        straight.Play(savedAt == 8 ? 200 : 700);
        resumed.Play(savedAt == 8 ? 200 : 700);
        Assert.Equal(Fingerprint(straight), Fingerprint(resumed));
        Assert.Equal(Lessons(straight), Lessons(resumed));
        Assert.True(savedAt > 8 || !before.SequenceEqual(Lessons(straight)), "No lesson began after the save.");
    }

    [Fact]
    public void HazardsFollowTheLessons()
    {
        using SimulationRun run = Options("forage", Hazards).Play(0);
        Dictionary<int, int> hazards = new() { [1] = 0, [2] = 30, [3] = 10 };
        HashSet<int> seen = [];
        for (int frame = 0; frame < 2400; frame++)
        {
            int lesson = Lessons(run)[0];
            Assert.Equal(hazards[lesson], Places(run).Count);
            seen.Add(lesson);
            run.Play(1);
        }

        Assert.Equal([1, 2, 3], seen.Order());

        // The ten that are left lie where a world of ten hazards has them.
        using SimulationRun ten = (Options("forage", null) with { Set = new(s_hunger) { ["hazards"] = "0.1" } }).Play(0);
        Assert.Equal(Places(ten).Order(), Places(run).Order());
    }

    /// <summary>Scores are measured with the settings of the run, not with those of a lesson.</summary>
    [Fact]
    public void OnlyBrainsThatLearnFollowACurriculum()
    {
        RunOptions options = Options("forage", Hazards);
        using SimulationRun evaluated = new(options, Driver.Brain, isLabelled: false);
        Assert.Null(evaluated.Curriculum);
        Assert.Equal(2, Places(evaluated).Count);
    }

    [Fact]
    public void TheCommandLineReportsLessons()
    {
        using TemporaryFolder folder = new();
        string[] run = ["run", "--scenario", "cartpole", "--learner", "ppo", "--agents", "64", "--workers", "1", "--learner-options", folder.Write("ppo.json", Learner), "--frames", "100"];
        ProcessResult result = SimulationProcess.Run([.. run, "--curriculum", folder.Write("poles.json", Poles), "--save", folder["run"], "--json", folder["report.json"]]);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"\nlesson +frame \d+, pole-length: lesson 2 of 2, 0.25 to 1, after a return of \d+\.\d\d\n", result.Output);
        Assert.Contains("\nlessons   pole-length 2, start 1\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("""{"pole-length":2,"start":1}""", JsonNode.Parse(File.ReadAllText(folder["report.json"]))!["lessons"]!.ToJsonString());

        // The saved run holds the curriculum.
        File.Delete(folder["poles.json"]);
        JsonNode resumed = SimulationProcess.Run("run", "--resume", folder["run"], "--frames", "10", "--json", "-").Report();
        Assert.Equal(2, (int)resumed["lessons"]!["pole-length"]!);
        Assert.Contains("--curriculum", SimulationProcess.Run("run", "--resume", folder["run"], "--curriculum", "none.json").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cartpole", """{ "pole-lenght": [ { "value": 1 } ] }""", "--curriculum: expected settings that can change during a run (start, pole-length), received the unknown \"pole-lenght\". Did you mean \"pole-length\"?")]
    [InlineData("forage", """{ "food": [ { "value": 1 } ] }""", "--curriculum: expected settings that can change during a run (hazards), received food, which cannot.")]
    [InlineData("basic", """{ "x": [ { "value": 1 } ] }""", "--curriculum: expected no curriculum in basic, none of whose settings can change during a run, received the unknown \"x\".")]
    [InlineData("cartpole", """{ "start": [ { "value": 0.1, "threshold": 3 }, { "value": 0.3 } ] }""", "--curriculum: start, lesson 2: expected a number from 0 to 0.2, received 0.3.")]
    [InlineData("cartpole", """{ "pole-length": [ { "sampler": { "type": "gaussian", "mean": 0.5, "deviation": 0.5 } } ] }""", "--curriculum: pole-length, lesson 1: expected a number from 0.1 to 2, received values from -2.4")]
    [InlineData("forage", """{ "hazards": [ { "sampler": { "type": "uniform" } } ] }""", "--curriculum: hazards, lesson 1: expected a value, because all agents share it, received a sampler.")]
    [InlineData("cartpole", """{ "start": [ { "value": 0.1 }, { "value": 0.3 } ] }""", "start, lesson 1: Threshold: expected one in every lesson but the last, received none.")]
    [InlineData("cartpole", """{ "start": [ { "vale": 0.1 } ] }""", "expected the keys value, sampler, threshold, window, min_episodes, received the unknown key \"vale\". Did you mean \"value\"?")]
    public void AWrongCurriculumIsRefusedInOneLine(string scenario, string curriculum, string error)
    {
        using TemporaryFolder folder = new();
        ProcessResult result = SimulationProcess.Run("run", "--scenario", scenario, "--learner", "ppo", "--frames", "5", "--curriculum", folder.Write("file.json", curriculum));
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.Equal((2, 1), (result.ExitCode, result.Error.Count(each => each == '\n')));
    }

    [Fact]
    public void ACurriculumNeedsALearnerThatEarnsReturns()
    {
        SettingException error = Assert.Throws<SettingException>((Options("cartpole", Poles) with { Learner = "imitation", LearnerOptions = null }).Validate);
        Assert.Equal("--curriculum: expected none with --learner imitation, which earns no returns, received one.", error.Message);
    }

    [Fact]
    public void ListNamesTheSettingsThatMayChange()
    {
        string output = SimulationProcess.Run("list").Output;
        Assert.Contains("\nsettings that --curriculum can change: hazards (all agents at once)\n", output, StringComparison.Ordinal);
        Assert.Contains("\nsettings that --curriculum can change: start (each episode), pole-length (each episode)\n", output, StringComparison.Ordinal);
    }

    /// <summary>Each setting that may change is a number, and a session has <see cref="IChangingSettings"/> for those that all agents share.</summary>
    [Fact]
    public void EverySettingThatMayChangeCanBeChanged()
    {
        foreach (Scenario scenario in ScenarioCatalogue.Standard.All.Where(scenario => scenario.HasRewards))
        {
            using SimulationRun run = new(Options(scenario.Name, null), Driver.Brain, isLabelled: false);
            foreach (Setting setting in scenario.Settings.Where(setting => setting.Change != SettingChange.Never))
            {
                Assert.Equal(SettingKind.Number, setting.Kind);
                if (setting.Change == SettingChange.BetweenFrames)
                {
                    run.Session.Feature<IChangingSettings>()!.Change(setting.Name, (setting.Minimum + setting.Maximum) / 200);
                    run.Play(2);
                }
            }
        }
    }

    internal static RunOptions Options(string scenario, string? curriculum) => new()
    {
        Scenario = scenario, Learner = "ppo", Agents = 100, Seed = 3, Workers = 1, Set = scenario == "forage" ? new(s_hunger) : [],
        LearnerOptions = JsonElement.Parse(Learner), Curriculum = curriculum is null ? null : JsonElement.Parse(curriculum),
    };

    private static List<(float X, float Y, float Radius)> Places(SimulationRun run)
    {
        List<(float, float, float)> places = [];
        QueryDescription hazards = new QueryDescription().WithAll<Hazard, Position>();
        foreach (ref Chunk chunk in run.World.Query(in hazards))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                places.Add((chunk.GetSpan<Position>()[i].X, chunk.GetSpan<Position>()[i].Y, chunk.GetSpan<Hazard>()[i].Radius));
            }
        }

        return places;
    }

    private static int[] Lessons(SimulationRun run) => [.. run.Curriculum!.Parameters.Select(parameter => parameter.LessonNumber)];

    private static string[] Fingerprint(RunOptions options)
    {
        using SimulationRun run = options.Play(options.Scenario == "forage" ? 300 : 200);
        return Fingerprint(run);
    }

    private static string[] Fingerprint(SimulationRun run) => [run.StateHash(), run.BrainHash(), $"{run.Session.Brain.Statistics.Episodes.Count}"];
}
