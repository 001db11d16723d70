using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace NeuroAgents.Tests.Examples;

/// <summary>A documentation page of the repository, read from its source tree.</summary>
/// <param name="path">Path relative to the repository's root, with forward slashes.</param>
internal sealed partial class Page(string path)
{
    private static readonly string[] s_folders = ["Plugin", "Simulation", "Viewer", "Plugin.Tests"];
    private static readonly string[] s_generated = ["bin", "obj", "TestResults", "artifacts", "BenchmarkDotNet.Artifacts"];

    /// <summary>Folder of the repository.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>Every page.</summary>
    internal static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md").Concat(s_folders.SelectMany(folder => Find(Path.Combine(Root, folder))))
            .Select(file => new Page(Path.GetRelativePath(Root, file).Replace('\\', '/'))).OrderBy(page => page.RelativePath, StringComparer.Ordinal),
    ];

    internal string RelativePath { get; } = path;

    internal string Text { get; } = File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>Folder of the page.</summary>
    internal string Folder => Path.GetDirectoryName(Path.Combine(Root, RelativePath))!;

    /// <summary>Languages and contents of the fenced blocks, in their order.</summary>
    internal IEnumerable<(string Language, string Code)> Blocks => Fence().Matches(Text).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    /// <summary>Commands of all sh blocks, one per line; a backslash at a line's end continues it.</summary>
    internal IEnumerable<string> Commands => Blocks.Where(block => block.Language == "sh")
        .SelectMany(block => block.Code.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        .Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length > 0);

    /// <summary>Targets of all links and pictures outside of code.</summary>
    internal IEnumerable<string> Links => Link().Matches(Code().Replace(Fence().Replace(Text, ""), "")).Select(match => match.Groups[1].Value);

    /// <summary>Anchors of all headings, as GitHub forms them for links.</summary>
    internal IEnumerable<string> Anchors => Heading().Matches(Fence().Replace(Text, "")).Select(match => Anchor(match.Groups[1].Value));

    internal static Page Read(string path)
        => All.FirstOrDefault(page => page.RelativePath == path) ?? throw new FileNotFoundException($"path: expected one of {string.Join(", ", All)}, received \"{path}\".");

    public override string ToString() => RelativePath;

    private static string Anchor(string heading)
    {
        StringBuilder anchor = new();
        foreach (char character in heading.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_'))
        {
            anchor.Append(character == ' ' ? '-' : character);
        }

        return anchor.ToString();
    }

    private static IEnumerable<string> Find(string folder)
        => Directory.EnumerateFiles(folder, "*.md").Concat(Directory.EnumerateDirectories(folder).Where(each => !s_generated.Contains(Path.GetFileName(each))).SelectMany(Find));

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(^|\s)#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
