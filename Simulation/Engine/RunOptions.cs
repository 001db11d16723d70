using System.Globalization;
using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Engine;

/// <summary>What to run. Loads from JSON through <see cref="Serialization.StrictJson"/>; the command line overrides it.</summary>
public sealed record RunOptions
{
    /// <summary>The learner that imitates the scenario's teacher.</summary>
    public const string Imitation = "imitation";

    /// <summary>No learner: the brain stays as it was born.</summary>
    public const string None = "none";

    /// <summary>A tick of <see cref="TimeSpan"/>.</summary>
    private const double MinBudgetMs = 0.0001;

    /// <summary>Names of the learners.</summary>
    public static IReadOnlyList<string> Learners { get; } = [Imitation, None];

    /// <summary>The scenarios that can be run; default <see cref="ScenarioCatalogue.Standard"/>. Not in files.</summary>
    [JsonIgnore]
    public ScenarioCatalogue Catalogue { get; init; } = ScenarioCatalogue.Standard;

    /// <summary>Name of the scenario; default forage.</summary>
    public string Scenario { get; set; } = "forage";

    /// <summary>Number of agents, 1 to 1,000,000; default 4,096.</summary>
    public int Agents { get; set; } = 4096;

    /// <summary>Number of frames of 1/60 s, 1 to 10,000,000; default 3,600.</summary>
    public int Frames { get; set; } = 3600;

    /// <summary>Seed of everything random; default 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>imitation or none; default imitation.</summary>
    public string Learner { get; set; } = Imitation;

    /// <summary>Minibatches per frame, 0 to 1,000; default 1.</summary>
    public int LearnSteps { get; set; } = 1;

    /// <summary>Time that all brains together may learn for in a frame, ms, 0.0001 to 1,000; null, the default, for <see cref="LearnSteps"/>. Inline only.</summary>
    public double? LearnBudgetMs { get; set; }

    /// <summary>Where brains learn; default inline.</summary>
    public LearnMode LearnMode { get; set; }

    /// <summary>In lockstep: frames after which what was learned decides, 1 to 64; default 1.</summary>
    public int PublishDelay { get; set; } = 1;

    /// <summary>Frames per second that the run is held to, above 0 to 1,000, as a game would be; null, the default, for as fast as it goes.</summary>
    public double? Realtime { get; set; }

    /// <summary>Whether each frame is followed by an empty loop as long as the learning budget: what the machine itself adds to it.</summary>
    public bool MeasureNoise { get; set; }

    /// <summary>Threads that work, 1 to 256; default one per processor. Results don't depend on it.</summary>
    public int Workers { get; set; } = Math.Min(Environment.ProcessorCount, 256);

    /// <summary>Frames that each score is measured over; null for the number that <see cref="Evaluation.FramesFor(int)"/> gives. Default: null. Not in files or arguments; for tests that need only short measurements.</summary>
    [JsonIgnore]
    internal int? ScoreFrames { get; init; }

    /// <summary>Settings of the scenario, by name.</summary>
    [JsonConverter(typeof(SettingTextsConverter))]
    public Dictionary<string, string> Set { get; set; } = [];

    /// <summary>Copies the options deeply, so later changes of one don't affect the other. Allocates.</summary>
    public RunOptions Copy() => this with { Set = new(Set) };

    /// <summary>Finds the scenario of these options.</summary>
    /// <exception cref="SettingException">The catalogue has none of this name.</exception>
    public Scenario FindScenario() => Catalogue.Find(Scenario);

    /// <summary>Checks every value, those of the scenario included.</summary>
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
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"--learn-budget-ms: expected {MinBudgetMs} to 1000 ms, given {budget}."));
        }

        RequirePositive("--realtime", Realtime, "frames per second");
        if (LearnBudgetMs is not null && LearnMode != LearnMode.Inline)
        {
            throw new SettingException("--learn-budget-ms: expected none with --learn-mode background or lockstep, where learning takes no time of a frame.");
        }

        if (MeasureNoise && LearnBudgetMs is null)
        {
            throw new SettingException("--measure-noise: expected --learn-budget-ms beside it, whose length the empty loop has, given none.");
        }

        if (!Learners.Contains(Learner))
        {
            string hint = ClosestName.Find(Learner, Learners) is { } closest ? $" Did you mean \"{closest}\"?" : "";
            throw new SettingException($"--learner: expected one of {string.Join(", ", Learners)}, given {Excerpt.Of(Learner)}.{hint}");
        }

        _ = new SettingValues(scenario.Settings, Set);
    }

    private static void RequirePositive(string option, double? value, string unit)
    {
        if (value is { } given && !(given > 0 && given <= 1000))
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{option}: expected above 0 to 1000 {unit}, given {given}."));
        }
    }

    private static void RequireRange(string option, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw new SettingException(string.Create(CultureInfo.InvariantCulture, $"{option}: expected {minimum} to {maximum}, given {value}."));
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunOptions))]
internal sealed partial class RunOptionsJson : JsonSerializerContext;
