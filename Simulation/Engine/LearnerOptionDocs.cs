using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Engine;

/// <summary>The options of a learner as a user sets them in JSON. Meanings and ranges come from the documentation of the plugin, which is part of this assembly.</summary>
/// <param name="Key">Key in JSON.</param>
/// <param name="Default">Default as JSON; for an object, its description in the documentation.</param>
/// <param name="Meaning">Meaning and range.</param>
internal sealed partial record LearnerOptionDocs(string Key, string Default, string Meaning)
{
    private const string Resource = "plugin.xml";

    /// <summary>Returns the options of a learner in the order of its JSON.</summary>
    /// <param name="learner">Name of a learner that learns from rewards.</param>
    internal static IReadOnlyList<LearnerOptionDocs> Of(string learner)
    {
        LearnerOptions options = StrictJson.Read($$"""{ "type": "{{learner}}" }""", OptionsJson.Learner, learner);
        Dictionary<string, string> summaries = Summaries();
        return
        [
            .. JsonSerializer.SerializeToElement(options, OptionsJson.Learner).EnumerateObject().Where(property => property.Name != "type")
                .Select(property => Create(property, Find(summaries, options.GetType(), property.Name))),
        ];
    }

    private static LearnerOptionDocs Create(JsonProperty property, string summary)
    {
        string text = FirstSentence().Match(summary).Value.TrimEnd('.'), standard = StandardSentence().Match(summary).Groups[1].Value;
        return new LearnerOptionDocs(property.Name, property.Value.ValueKind == JsonValueKind.Object ? standard : property.Value.GetRawText(), text);
    }

    /// <summary>Returns the summary of the property with a JSON key, in a type or its base types; empty if there is none.</summary>
    private static string Find(Dictionary<string, string> summaries, Type type, string key)
    {
        string name = string.Concat(key.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        for (Type? owner = type; owner is not null; owner = owner.BaseType)
        {
            if (summaries.TryGetValue($"P:{owner.FullName}.{name}", out string? summary))
            {
                return summary;
            }
        }

        return "";
    }

    private static Dictionary<string, string> Summaries()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        return XDocument.Load(stream).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("P:NeuroAgents.Learning.", StringComparison.Ordinal) && member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));
    }

    /// <summary>Returns the text of a summary, with the JSON keys of other options in place of references to them.</summary>
    private static string Text(XElement summary) => Space().Replace(string.Concat(summary.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" } see => JsonNamingPolicy.SnakeCaseLower.ConvertName(see.Attribute("cref")?.Value.Split('.')[^1] ?? ""),
        XElement element => element.Value,
        XText text => text.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"^.*?\.(?= [A-Z]|$)")]
    private static partial Regex FirstSentence();

    [GeneratedRegex(@" Default: (.*)\.$")]
    private static partial Regex StandardSentence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
