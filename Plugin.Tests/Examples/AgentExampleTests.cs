using System.Net;
using System.Text.RegularExpressions;
using NeuroAgents.Agents;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>Examples in the reference documentation of Plugin/Agents: each is compiled as a part of <see cref="AgentExamples"/>.</summary>
public sealed partial class AgentExampleTests
{
    public static TheoryData<string> Types => [nameof(NeuroPlugin), nameof(PluginOptions), nameof(Brain), nameof(BrainOptions), nameof(ObservationSpec), nameof(ActionSpec), nameof(ActionMask), nameof(League)];

    [Theory]
    [MemberData(nameof(Types))]
    public void TypesThatAGameMeetsFirstHaveAnExample(string type) => Assert.NotEmpty(Samples(Path.Combine(Page.Root, "Plugin", "Agents", $"{type}.cs")));

    [Fact]
    public void EveryExampleIsCompiled()
    {
        string source = Unindented(File.ReadAllText(Path.Combine(Page.Root, "Plugin.Tests", "Examples", "AgentExamples.cs")));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Page.Root, "Plugin", "Agents"), "*.cs", SearchOption.AllDirectories))
        {
            foreach (string sample in Samples(file))
            {
                Assert.True(source.Contains($"\n{sample}\n", StringComparison.Ordinal), $"{Path.GetFileName(file)}: expected an example that AgentExamples.cs contains, received\n{sample}");
            }
        }
    }

    [Fact]
    public void TheExamplesRun()
    {
        Assert.Equal(1, AgentExamples.RunPlugin());
        AgentExamples.CreatePluginOptions().Validate();
        (ObservationSpec observations, ObservationSpec withMemory) = AgentExamples.CreateObservations();
        Assert.Equal((2, 4), (observations.Width, withMemory.Width));
        Assert.Equal(3, AgentExamples.CreateActions().Width);
        Assert.Equal([16], AgentExamples.ReadOptions("""{ "hidden": [16] }""").Hidden);

        using NeuroPlugin plugin = new();
        Brain brain = plugin.AddBrain("guards", AgentExamples.CreateBrainOptions());
        AgentExamples.Decide(brain, [brain.Spawn(), brain.Spawn()]);
        plugin.LateUpdate();
        Assert.Equal(2, brain.Learner!.Rows.Recorded);
        Assert.Equal(1208, AgentExamples.PlayLeague(plugin, hasRedWon: true));
    }

    private static IEnumerable<string> Samples(string file)
    {
        string documentation = string.Join('\n', File.ReadAllLines(file).Select(line => line.TrimStart()).Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line[3..]));
        return Example().Matches(documentation).Select(match => Unindented(WebUtility.HtmlDecode(match.Groups[1].Value)).Trim('\n'));
    }

    private static string Unindented(string code) => string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"<example>\s*<code>(.*?)</code>\s*</example>", RegexOptions.Singleline)]
    private static partial Regex Example();
}
