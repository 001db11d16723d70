using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.QLearning;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Learning.SoftActorCritic;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Engine;

/// <summary>Options of a run. They load from JSON through <see cref="Serialization.StrictJson"/>; the command line overrides them.</summary>
public sealed record RunOptions
{
    /// <summary>The learner that imitates the scenario's teacher.</summary>
    public const string Imitation = "imitation";

    /// <summary>Proximal policy optimization, which learns from rewards.</summary>
    public const string Ppo = "ppo";

    /// <summary>Parallelised Q-network, which learns discrete actions from rewards.</summary>
    public const string Pqn = "pqn";

    /// <summary>Deep Q-network, which learns discrete actions from rewards, with a replay memory.</summary>
    public const string Dqn = "dqn";

    /// <summary>Soft actor-critic, which learns from rewards for continuous actions, from a replay.</summary>
    public const string Sac = "sac";

    /// <summary>No learner: the brain keeps its initial weights.</summary>
    public const string None = "none";

    /// <summary>One tick of <see cref="TimeSpan"/>, ms: its shortest time above 0.</summary>
    private const double MinBudgetMs = 0.0001;

    /// <summary>Names of the learners.</summary>
    public static IReadOnlyList<string> Learners { get; } = [Imitation, Ppo, Pqn, Dqn, Sac, None];

    /// <summary>Names of the learners that learn from rewards.</summary>
    internal static IReadOnlyList<string> RewardLearners { get; } = [Ppo, Pqn, Dqn, Sac];

    /// <summary>Names of the learners that learn from recordings.</summary>
    internal static IReadOnlyList<string> RecordingLearners { get; } = [Imitation, Dqn, Sac];

    /// <summary>The scenarios that can be run. Not saved in files. Default: <see cref="ScenarioCatalogue.Standard"/>.</summary>
    [JsonIgnore]
    public ScenarioCatalogue Catalogue { get; init; } = ScenarioCatalogue.Standard;

    /// <summary>Name of the scenario. Default: forage.</summary>
    public string Scenario { get; set; } = "forage";

    /// <summary>Number of agents, 1 to 1,000,000. More agents give slower frames and more experience per frame. Default: 4,096.</summary>
    public int Agents { get; set; } = 4096;

    /// <summary>Number of frames of 1/60 s, 1 to 10,000,000. Default: 3,600, one simulated minute.</summary>
    public int Frames { get; set; } = 3600;

    /// <summary>Seed of every random number in the run. Default: 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Name of the learner: <see cref="Imitation"/>, <see cref="Ppo"/>, <see cref="Pqn"/>, <see cref="Dqn"/> or <see cref="None"/>. Default: <see cref="Imitation"/>.</summary>
    public string Learner { get; set; } = Imitation;

    /// <summary>Name of the <see cref="LearnerProfile"/>, a set of hyper-parameters, network and number of agents. Only for reinforcement learners. Default: null, the profile <see cref="LearnerProfile.Game"/>.</summary>
    public string? Profile { get; set; }

    /// <summary>Hyper-parameters of the learner in place of the profile's, with the keys of its options and <c>type</c>; null for the profile's. Only for reinforcement learners. Default: null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? LearnerOptions { get; set; }

    /// <summary>Frames in which brains of the same networks imitate the scenario's teachers before the run begins with their weights, 0 to 10,000,000; 0 for none. Only for <see cref="Ppo"/>. More frames start nearer to the teacher and take longer. Default: 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WarmUpFrames { get; set; }

    /// <summary>File of demonstrations to learn from in place of the teacher, which is read when the run starts; null for none. Only for learners of recordings: <see cref="Imitation"/>, <see cref="Dqn"/> and <see cref="Sac"/>. Default: null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Demonstrations { get; set; }

    /// <summary>Lessons for settings of the scenario, as <see cref="NeuroAgents.Curricula.Curriculum.Read"/> reads them; null for none. Only for reinforcement learners. Scores are measured with the values of <see cref="Set"/>. Default: null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Curriculum { get; set; }

    /// <summary>Options of the brains in place of a profile's, for a brain that exists already. Not saved in files. Default: null.</summary>
    [JsonIgnore]
    internal BrainOptions? BrainOptions { get; init; }

    /// <summary>Whether the learner learns from rewards, not from a teacher.</summary>
    [JsonIgnore]
    public bool LearnsFromRewards => RewardLearners.Contains(Learner);

    /// <summary>Minibatches per frame, 0 to 1,000. More minibatches learn faster and take more time. 0 pauses learning. Default: 1.</summary>
    public int LearnSteps { get; set; } = 1;

    /// <summary>
    /// Learning time per frame for all brains together, 0.0001 to 1,000 ms; null to learn <see cref="LearnSteps"/> minibatches. Only for <see cref="LearnMode.Inline"/>.
    /// The number of minibatches then depends on the machine, so results differ from run to run. Default: null.
    /// </summary>
    public double? LearnBudgetMs { get; set; }

    /// <summary>Mode of learning: within the frame, in the background, or in the background with a fixed delay (lockstep). Default: <see cref="LearnMode.Inline"/>.</summary>
    public LearnMode LearnMode { get; set; }

    /// <summary>
    /// Frames from learning to deciding, 1 to 64: weights learned from frame t decide from the end of frame t + delay on. Only for <see cref="LearnMode.Lockstep"/>.
    /// With a longer delay the game waits less often but decides with older weights. Default: 1.
    /// </summary>
    public int PublishDelay { get; set; } = 1;

    /// <summary>Frames per second to which the run is limited, above 0 and at most 1,000; null for no limit. Default: null.</summary>
    public double? Realtime { get; set; }

    /// <summary>Whether an empty loop as long as <see cref="LearnBudgetMs"/> follows each frame. Its overrun is the delay that the machine adds. Default: false.</summary>
    public bool MeasureNoise { get; set; }

    /// <summary>Number of worker threads, 1 to 256. Results don't depend on it. Default: one per processor.</summary>
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>Frames over which each score is measured; null for <see cref="Evaluation.FramesFor(int)"/>. Set only by tests, for short measurements. Default: null.</summary>
    [JsonIgnore]
    internal int? ScoreFrames { get; init; }

    /// <summary>Settings of the scenario, by name.</summary>
    [JsonConverter(typeof(SettingTextsConverter))]
    public Dictionary<string, string> Set { get; set; } = [];

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    public RunOptions Copy() => this with { Set = new(Set) };

    /// <summary>Returns these options for brains with the network, normalization and learner of a saved brain. Widths and normalization that these options set take precedence.</summary>
    public RunOptions Matching(BrainOptions saved)
    {
        Dictionary<string, string> set = BrainSettings.Of(saved, Set);
        SettingValues values = new(FindScenario().Settings, set);
        return this with
        {
            // A reinforcement learner accepts no settings of the brain.
            Set = LearnsFromRewards ? Set : set,
            BrainOptions = saved with { Hidden = values.Widths(BrainSettings.Hidden), Normalization = BrainSettings.Normalization(values) },
        };
    }

    /// <summary>Finds the scenario of these options.</summary>
    /// <exception cref="SettingException">The catalogue has no scenario of this name.</exception>
    public Scenario FindScenario() => Catalogue.Find(Scenario);

    /// <summary>Checks every value, including the scenario's settings.</summary>
    /// <exception cref="SettingException">A value is unknown or out of its range; the message names the option.</exception>
    public void Validate()
    {
        Scenario scenario = FindScenario();
        RequireRange("--agents", Agents, 1, 1_000_000);
        RequireRange("--frames", Frames, 1, 10_000_000);
        RequireRange("--learn-steps", LearnSteps, 0, 1000);
        RequireRange("--workers", Workers, 1, 256);
        RequireRange("--publish-delay", PublishDelay, 1, 64);
        if (LearnBudgetMs is { } budget && !(budget >= MinBudgetMs && budget <= 1000))
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"--learn-budget-ms: expected {MinBudgetMs} to 1000 ms, received {budget}."));
        }

        RequirePositive("--realtime", Realtime, "frames per second");
        if (LearnBudgetMs is not null && LearnMode != LearnMode.Inline)
        {
            throw new SettingException($"--learn-budget-ms: expected --learn-mode inline, the only mode that learns within the frame, received {(LearnMode == LearnMode.Background ? "background" : "lockstep")}.");
        }

        if (MeasureNoise && LearnBudgetMs is null)
        {
            throw new SettingException("--measure-noise: expected --learn-budget-ms as well, which sets the length of the empty loop, received none.");
        }

        if (!Learners.Contains(Learner))
        {
            string hint = ClosestName.Find(Learner, Learners) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new SettingException($"--learner: expected one of {string.Join(", ", Learners)}, received {Excerpt.Of(Learner)}.{hint}");
        }

        RequireRange("--warm-up-frames", WarmUpFrames, 0, 10_000_000);
        if (WarmUpFrames > 0 && Learner != Ppo)
        {
            throw new SettingException($"--warm-up-frames: expected --learner {Ppo}, which can go on from imitation, received {Learner}.");
        }

        if (Demonstrations is not null && !RecordingLearners.Contains(Learner))
        {
            throw new SettingException($"--demonstrations: expected --learner {string.Join(", ", RecordingLearners.SkipLast(1))} or {RecordingLearners[^1]}, which learn from recordings, received {Learner}.");
        }

        _ = new SettingValues(scenario.Settings, Set);
        RequireProfile(scenario);
    }

    /// <summary>Returns network and learner of the brains if they don't follow from the scenario's settings; null if they do.</summary>
    internal BrainOptions? FindBrainOptions()
    {
        if (BrainOptions is not null || !LearnsFromRewards)
        {
            return BrainOptions;
        }

        BrainOptions brain = LearnerProfile.Load(Scenario, Learner, Profile ?? LearnerProfile.Game).Brain;
        return LearnerOptions is { } options ? brain with { Learner = ReadLearner(options) } : brain;
    }

    /// <summary>Returns the options of self-play; null if the learner's profile has none.</summary>
    internal SelfPlayOptions? FindSelfPlay() => LearnsFromRewards ? LearnerProfile.Load(Scenario, Learner, Profile ?? LearnerProfile.Game).SelfPlay : null;

    private LearnerOptions ReadLearner(JsonElement json)
    {
        LearnerOptions options = ReadLearner(Encoding.UTF8.GetBytes(json.GetRawText()), "--learner-options");
        bool isOfLearner = Learner switch
        {
            Ppo => options is ProximalPolicyOptions,
            Pqn => options is ParallelQOptions,
            Dqn => options is DeepQOptions,
            Sac => options is SoftActorCriticOptions,
            _ => false,
        };
        return isOfLearner ? options : throw new SettingException($"--learner-options: expected those of {Learner}, received those of {options.GetType().Name}.");
    }

    /// <summary>Reads options of a learner and checks every value.</summary>
    /// <param name="json">The text in UTF-8.</param>
    /// <param name="origin">Name of its file or option in errors.</param>
    /// <exception cref="OptionsFormatException">The text is no JSON of a learner.</exception>
    /// <exception cref="SettingException">A value is out of its range.</exception>
    internal static LearnerOptions ReadLearner(ReadOnlySpan<byte> json, string origin)
    {
        LearnerOptions options = StrictJson.Read(json, OptionsJson.Learner, origin);
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException error)
        {
            throw new SettingException($"{origin}: {MessageOf(error)}");
        }
    }

    /// <summary>Returns the message of a refused argument without the parameter's name and value, which .NET appends.</summary>
    internal static string MessageOf(ArgumentException error) => error.Message.Split(" (Parameter '")[0].ReplaceLineEndings(" ");

    private void RequireProfile(Scenario scenario)
    {
        if (!LearnsFromRewards)
        {
            if (LearnerOptions is not null)
            {
                throw new SettingException($"--learner-options: expected none with --learner {Learner}, whose settings are set by --set, received some.");
            }

            if (Profile is not null)
            {
                throw new SettingException($"--profile: expected none with --learner {Learner}, which has no profiles, received {Excerpt.Of(Profile)}.");
            }

            if (Learner == Imitation && !scenario.HasTeacher)
            {
                string others = scenario.HasRewards ? $"one of {string.Join(", ", RewardLearners)}, {None}" : None;
                throw new SettingException($"--learner: expected {others} in {Scenario}, which has no teacher to imitate, received {Learner}.");
            }

            if (Curriculum is not null)
            {
                throw new SettingException($"--curriculum: expected none with --learner {Learner}, which earns no returns, received one.");
            }

            return;
        }

        if (!scenario.HasRewards)
        {
            throw new SettingException($"--learner: expected {Imitation} or {None} in {Scenario}, whose agents earn no rewards, received {Learner}.");
        }

        if (BrainSettings.All.Select(setting => setting.Name).FirstOrDefault(Set.ContainsKey) is { } name)
        {
            throw new SettingException($"--set {name}: expected none with --learner {Learner}, whose profile sets it, received {Excerpt.Of(Set[name])}.");
        }

        _ = ScenarioCurriculum.Create(this, scenario);

        // Whether the learner fits the scenario's actions shows as soon as a brain is created; one that does not learn costs little.
        using SimulationRun run = new(this with { Agents = 1, Workers = 1, LearnMode = LearnMode.Inline, LearnBudgetMs = null }, Driver.Brain, isLabelled: false);
    }

    private static void RequirePositive(string option, double? value, string unit)
    {
        if (value is { } number && !(number > 0 && number <= 1000))
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{option}: expected above 0 to 1000 {unit}, received {number}."));
        }
    }

    private static void RequireRange(string option, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{option}: expected {minimum} to {maximum}, received {value}."));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunOptions))]
internal sealed partial class RunOptionsJson : JsonSerializerContext;
