using System.Text.RegularExpressions;
using NeuroAgents.Tests.Examples;
using Xunit;

namespace NeuroAgents.Tests.Architecture;

/// <summary>Rules of plain English and of naming that a test can check in the sources of all four projects.</summary>
public sealed partial class LanguageTests
{
    private static readonly string[] s_projects = ["Plugin", "Simulation", "Viewer", "Plugin.Tests"];
    private static readonly (string Path, string[] Lines)[] s_files = [.. s_projects.SelectMany(Sources)];

    [Fact]
    public void SummariesBeginWithANounOrAVerb() => Check(
        file => Lines(file, (lines, i) => SummaryAt(lines, i) is { } text && Question().IsMatch(text)),
        "a summary that begins with a noun or a verb");

    [Fact]
    public void OnlyTruthValuesAreSummarizedWithWhether() => Check(
        file => Lines(file, (lines, i) => SummaryAt(lines, i) is { } text && text.StartsWith("Whether ", StringComparison.Ordinal) && !TruthValue().IsMatch(DeclarationBelow(lines, i))),
        "\"Whether\" only above a bool");

    [Fact]
    public void ObjectsAreNotPeople() => Check(
        file => Lines(file, (lines, i) => IsDocumentation(lines[i]) && People().IsMatch(lines[i])),
        "documentation without whoever, somebody, nobody and \"those who\"");

    [Fact]
    public void PrivateStaticReadonlyFieldsBeginWithS() => Check(
        file => Lines(file, (lines, i) => StaticField().IsMatch(lines[i])),
        "a private static readonly field named s_x");

    private static void Check(Func<string[], IEnumerable<int>> violations, string expected)
    {
        string[] found = [.. s_files.SelectMany(file => violations(file.Lines).Select(i => $"{file.Path}:{i + 1}: expected {expected}, received {file.Lines[i].Trim()}"))];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static IEnumerable<int> Lines(string[] lines, Func<string[], int, bool> isViolation) => Enumerable.Range(0, lines.Length).Where(i => isViolation(lines, i));

    private static bool IsDocumentation(string line) => line.TrimStart().StartsWith("///", StringComparison.Ordinal);

    /// <summary>Returns the first line of the summary that opens at a line, or null where none opens.</summary>
    private static string? SummaryAt(string[] lines, int i)
    {
        const string Tag = "/// <summary>";
        string line = lines[i].Trim();
        return !line.StartsWith(Tag, StringComparison.Ordinal) ? null
            : line.Length > Tag.Length ? line[Tag.Length..].Trim()
            : i + 1 < lines.Length ? lines[i + 1].Trim().TrimStart('/').Trim()
            : "";
    }

    private static string DeclarationBelow(string[] lines, int i)
        => lines.Skip(i).Select(line => line.Trim()).FirstOrDefault(line => !line.StartsWith("///", StringComparison.Ordinal) && !line.StartsWith('[')) ?? "";

    private static IEnumerable<(string Path, string[] Lines)> Sources(string project)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Page.Root, project), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string path = Path.GetRelativePath(Page.Root, file).Replace('\\', '/');
            string[] parts = path.Split('/');
            if (parts[1] is not ("bin" or "obj"))
            {
                yield return (path, File.ReadAllLines(file));
            }
        }
    }

    [GeneratedRegex(@"^(What|Who|Whoever|Where|How|When|Takes it|Says)\b")]
    private static partial Regex Question();

    [GeneratedRegex(@"^[^(=]*\bbool\b")]
    private static partial Regex TruthValue();

    [GeneratedRegex(@"\b(whoever|somebody|nobody|those who)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex People();

    [GeneratedRegex(@"^\s*private static readonly [^=;]*?\b(?!s_)\w+\s*(=(?!>)|;)")]
    private static partial Regex StaticField();
}
