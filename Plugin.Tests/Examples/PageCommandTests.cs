using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using NeuroAgents.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Application;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>Commands of the documentation's pages, tried with few agents and frames.</summary>
public sealed partial class PageCommandTests
{
    private const string Simulation = "dotnet run -c Release --project Simulation", Viewer = "dotnet run -c Release --project Viewer";
    private static readonly string[] s_programs = ["dotnet", "dotnet-counters", "apt", "cp", "git", "xvfb-run", "Plugin.Tests/Embedding/run.sh", ".ci/run"];

    /// <summary>Verbs whose shortest run takes too long. Only their options are parsed.</summary>
    private static readonly string[] s_longVerbs = ["bench", "soak", "compare"];

    public static TheoryData<string> Pages => [.. Page.All.Where(page => page.Commands.Any()).Select(page => page.RelativePath)];

    /// <summary>The commands of a page follow each other in one folder: later ones find the files of earlier ones.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryCommandWorks(string page)
    {
        using TemporaryFolder folder = new();
        File.WriteAllLines(folder["data.csv"], Enumerable.Range(0, 40).Select(row => FormattableString.Invariant($"{row},{row * 7 % 11},{(row < 20 ? "low" : "high")}")).Prepend("x,y,label"));
        File.WriteAllText(folder["run.json"], """{ "agents": 20, "frames": 5 }""");
        File.WriteAllText(folder["changes.jsonl"], """{"frame":2,"command":"learning_rate","value":0.002}""");
        foreach (string command in Page.Read(page).Commands)
        {
            Try(page, command, folder);
        }
    }

    /// <summary>Except for the seconds, the page shows what the command writes.</summary>
    [Fact]
    public void TheFirstFitWritesWhatItsPageShows()
    {
        Page page = Page.Read("Plugin/DEEP-LEARNING.md");
        string table = Path.Combine(Page.Root, "Simulation", "Tables", "Examples", "iris.csv");
        ProcessResult result = SimulationProcess.Run("fit", table, "--target", "species");
        string shown = page.Blocks.First(block => block.Language == "text").Code;
        Assert.Equal(Lines(shown), Lines(result.Output));

        static IEnumerable<string> Lines(string text) => Seconds().Replace(text, "… s").TrimEnd().Split('\n').Select(line => line.TrimEnd());
    }

    private static void Try(string page, string command, TemporaryFolder folder)
    {
        if (IsOf(Simulation, command, out string[] arguments))
        {
            if (arguments.Length == 0 || s_longVerbs.Contains(arguments[0]))
            {
                Assert.Empty(CommandLineProgram.Create().Parse(arguments).Errors);
                return;
            }

            ProcessResult result = SimulationProcess.Run(Small(arguments, folder));
            Assert.True(result.ExitCode == 0, $"{page}: {command}: {result.Error}");
        }
        else if (IsOf(Viewer, command, out arguments))
        {
            ViewerProgram.Read(Small(arguments, folder));
        }
        else
        {
            string[] words = Words(command);
            Assert.True(words.Any(s_programs.Contains), $"{page}: expected a command of {string.Join(", ", s_programs)}, received \"{command}\"");
            foreach (string word in words.Where(word => word.StartsWith("Plugin", StringComparison.Ordinal) || word.EndsWith("/run", StringComparison.Ordinal)))
            {
                Assert.True(Path.Exists(Path.Combine(Page.Root, word)), $"{page}: expected a path that exists, received \"{word}\" in \"{command}\"");
            }
        }
    }

    private static bool IsOf(string program, string command, out string[] arguments)
    {
        bool isOf = command == program || command.StartsWith(program + " -- ", StringComparison.Ordinal);
        arguments = isOf && command.Length > program.Length ? Words(command[(program.Length + 4)..]) : [];
        return isOf;
    }

    /// <summary>Returns the command with at most 40 agents and 5 frames, with steps for an episode or two, and with its files in the folder.</summary>
    private static string[] Small(string[] arguments, TemporaryFolder folder)
    {
        List<string> small = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            string option = i == 0 ? "" : arguments[i - 1], value = arguments[i];
            small.Add(option switch
            {
                "--steps" => arguments.Contains("mountain-car") ? "110000" : arguments.Contains("sac") ? "1200" : "9000",
                "--seeds" => "1",
                "--agents" => AtMost(40, value),
                "--frames" => AtMost(5, value),
                "--tensorboard" => folder[value],
                _ => FileName().IsMatch(value) ? (File.Exists(Path.Combine(Page.Root, value)) ? Path.Combine(Page.Root, value) : folder[value]) : value,
            });
        }

        if (arguments is ["run" or "eval", ..])
        {
            small.AddRange(arguments.Contains("--agents") || arguments.Contains("--resume") || arguments.Contains("--config") ? [] : ["--agents", "40"]);
            small.AddRange(arguments.Contains("--frames") || arguments.Contains("--config") ? [] : ["--frames", "5"]);
        }

        return [.. small];
    }

    private static string AtMost(int most, string value) => Math.Min(most, int.Parse(value, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);

    private static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value.Trim('"'))];

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[0-9.]+ s$", RegexOptions.Multiline)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^[\w./-]+\.(json|jsonl|csv|run|brain|fit|onnx|png|txt)$")]
    private static partial Regex FileName();
}
