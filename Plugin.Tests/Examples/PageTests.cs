using System.Text.Json;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>Code, links and length of the documentation's pages.</summary>
public sealed class PageTests
{
    private static readonly string[] s_languages = ["csharp", "sh", "xml", "json", "text"];
    private static readonly string[][] s_sources = [.. Sources().Select(File.ReadAllLines)];

    public static TheoryData<string> Pages => [.. Page.All.Select(page => page.RelativePath)];

    /// <summary>C# on a page must also be, word for word and at any indentation, in a compiled file of the tests.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void EverySampleIsCompiled(string page)
    {
        foreach ((string language, string code) in Page.Read(page).Blocks)
        {
            Assert.True(s_languages.Contains(language), $"{page}: expected blocks of {string.Join(", ", s_languages)}, received \"{language}\": {code}");
            string[] sample = code.TrimEnd('\n').Split('\n');
            Assert.True(language != "csharp" || s_sources.Any(source => Contains(source, sample)), $"{page}: expected a sample from a file of Plugin.Tests/Examples or from TinyScenario.cs, received\n{code}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLineOfJsonIsJson(string page)
    {
        foreach (string line in Page.Read(page).Blocks.Where(block => block.Language == "json").SelectMany(block => block.Code.TrimEnd('\n').Split('\n')))
        {
            JsonDocument.Parse(line).Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLinkLeadsToAFileAndAHeading(string page)
    {
        Page from = Page.Read(page);
        foreach (string link in from.Links.Where(link => !link.StartsWith("http", StringComparison.Ordinal)))
        {
            string[] parts = link.Split('#');
            string target = parts[0].Length == 0 ? Path.Combine(Page.Root, page) : Path.GetFullPath(Path.Combine(from.Folder, parts[0]));
            Assert.True(Path.Exists(target), $"{page}: expected a link to a file that exists, received \"{link}\"");
            if (parts.Length > 1)
            {
                Page to = Page.Read(Path.GetRelativePath(Page.Root, target).Replace('\\', '/'));
                Assert.True(to.Anchors.Contains(parts[1]), $"{page}: expected a link to one of {string.Join(", ", to.Anchors)}, received \"{link}\"");
            }
        }
    }

    /// <summary>The README links to every other page, directly or through others.</summary>
    [Fact]
    public void EveryPageIsLinked()
    {
        HashSet<string> reached = [];
        Visit("README.md");
        Assert.Empty(Page.All.Select(page => page.RelativePath).Except(reached));

        void Visit(string page)
        {
            if (reached.Add(page))
            {
                Page from = Page.Read(page);
                foreach (string target in from.Links.Select(link => link.Split('#')[0]).Where(target => target.EndsWith(".md", StringComparison.Ordinal) && !target.StartsWith("http", StringComparison.Ordinal)))
                {
                    Visit(Path.GetRelativePath(Page.Root, Path.Combine(from.Folder, target)).Replace('\\', '/'));
                }
            }
        }
    }

    [Fact]
    public void TheReadmeIsShort() => Assert.InRange(Page.Read("README.md").Text.Split('\n').Length - 1, 1, 150);

    [Fact]
    public void TheReadmeNamesTheTwoCommands()
    {
        string[] commands = [.. Page.Read("README.md").Commands];
        Assert.Contains("dotnet run -c Release --project Simulation", commands);
        Assert.Contains("dotnet test -c Release", commands);
    }

    private static bool Contains(string[] source, string[] sample)
        => Enumerable.Range(0, Math.Max(0, source.Length - sample.Length + 1)).Any(first => IsAt(source.AsSpan(first, sample.Length), sample));

    private static bool IsAt(ReadOnlySpan<string> source, string[] sample)
    {
        string indentation = source[0][..(source[0].Length - source[0].TrimStart().Length)];
        for (int i = 0; i < sample.Length; i++)
        {
            if (source[i] != (sample[i].Length == 0 ? "" : indentation + sample[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Sources()
        => Directory.EnumerateFiles(Path.Combine(Page.Root, "Plugin.Tests", "Examples"), "*.cs").Append(Path.Combine(Page.Root, "Plugin.Tests", "Simulation", "Scenarios", "TinyScenario.cs"));
}
