using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Engine;

/// <summary>A named set of hyper-parameters for one learner in one scenario, such as those of a publication. It includes the number of agents.</summary>
/// <remarks>
/// Profiles are JSON files in the assembly, named <c>SCENARIO.LEARNER.PROFILE.json</c>; <c>any</c> stands for every scenario without a file of its own. The keys of <c>brain</c> are those of
/// <see cref="BrainOptions"/>.
/// </remarks>
public sealed record LearnerProfile
{
    /// <summary>Name of the profile that suits games, which every learner has.</summary>
    public const string Game = "game";

    private const string AnyScenario = "any";
    private const string Prefix = "profiles/";
    private const string Suffix = ".json";

    /// <summary>Number of agents. Default: 512.</summary>
    public int Agents { get; init; } = 512;

    /// <summary>Network and learner of each brain.</summary>
    public BrainOptions Brain { get; init; } = new();

    /// <summary>Options of self-play, with the key <c>self_play</c>; null for none. The scenario must have two teams or kinds. Default: null.</summary>
    public SelfPlayOptions? SelfPlay { get; init; }

    /// <summary>Returns the names of the profiles of a learner in a scenario.</summary>
    public static IReadOnlyList<string> Names(string scenario, string learner)
        => [.. Files().Where(file => file.Learner == learner && (file.Scenario == scenario || file.Scenario == AnyScenario)).Select(file => file.Profile).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads a profile.</summary>
    /// <exception cref="SettingException">The learner has no profile of this name in the scenario.</exception>
    public static LearnerProfile Load(string scenario, string learner, string name)
    {
        string? file = Find(scenario, learner, name) ?? Find(AnyScenario, learner, name);
        return file is not null
            ? Read(file)
            : throw new SettingException($"--profile: expected one of {string.Join(", ", Names(scenario, learner))} for {learner} in {scenario}, received {Excerpt.Of(name)}.");
    }

    private static string? Find(string scenario, string learner, string name)
        => Files().FirstOrDefault(file => (file.Scenario, file.Learner, file.Profile) == (scenario, learner, name)).Resource;

    private static LearnerProfile Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        LearnerProfileFile file = StrictJson.Read(reader.ReadToEnd(), LearnerProfileJson.Default.LearnerProfileFile, resource);
        return new LearnerProfile { Agents = file.Agents, SelfPlay = file.SelfPlay, Brain = StrictJson.Read(file.Brain.GetRawText(), OptionsJson.Brain, resource) };
    }

    private static IEnumerable<(string Scenario, string Learner, string Profile, string Resource)> Files()
        => from resource in Assembly.GetExecutingAssembly().GetManifestResourceNames()
           where resource.StartsWith(Prefix, StringComparison.Ordinal)
           let parts = resource[Prefix.Length..^Suffix.Length].Split('.')
           select (parts[0], parts[1], parts[2], resource);
}

/// <summary>A profile as it stands in its file.</summary>
internal sealed record LearnerProfileFile
{
    public int Agents { get; set; }

    public JsonElement Brain { get; set; }

    public SelfPlayOptions? SelfPlay { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(LearnerProfileFile))]
internal sealed partial class LearnerProfileJson : JsonSerializerContext;
