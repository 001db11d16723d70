using System.CommandLine;
using System.Text.RegularExpressions;
using NeuroAgents.Simulation.CommandLine;
using NeuroAgents.Simulation.CommandLine.Output;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>Statements of the two READMEs about the command line.</summary>
public sealed partial class CommandLineReadmeTests
{
    private static readonly string s_reference = Read("Simulation/README.md");

    [Fact]
    public void EveryVerbAndEveryOptionOfRunIsNamed()
    {
        RootCommand root = CommandLineProgram.Create();
        IEnumerable<string> options = root.Subcommands.Single(verb => verb.Name == "run").Options.Select(option => option.Name).Where(name => name != "--help");
        string[] missing = [.. options.Concat(root.Subcommands.Select(verb => verb.Name)).Where(name => !Regex.IsMatch(s_reference, $@"`[^`\n]*{name}(?![\w-])"))];
        Assert.True(missing.Length == 0, "not in Simulation/README.md: " + string.Join(", ", missing));
    }

    [Fact]
    public void EveryKeyOfTheResultIsNamed()
    {
        string[] missing = [.. SimulationJsonContext.Default.RunReport.Properties.Select(property => property.Name).Where(key => !s_reference.Contains($"`{key}`", StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, "not in Simulation/README.md: " + string.Join(", ", missing));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("Simulation/README.md")]
    public void EveryCommandThatIsShownIsUnderstood(string file)
    {
        RootCommand root = CommandLineProgram.Create();
        string[] commands = [.. Command().Matches(Read(file)).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(commands);
        foreach (string command in commands)
        {
            Assert.Empty(root.Parse(command).Errors);
        }
    }

    [GeneratedRegex(@"^dotnet run -c Release --project Simulation -- ([^…\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
}
