using System.Text.RegularExpressions;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Serialization;

/// <summary>The real disk, with a record of its calls. From a given step on it fails, as a full or broken disk does. Random names of temporary files are recorded as TMP.</summary>
internal sealed partial class RecordingDisk(string? failing = null, Exception? failure = null) : Disk
{
    internal List<string> Steps { get; } = [];

    internal override Stream Create(string path)
    {
        Step("create", path);
        return base.Create(path);
    }

    internal override void Flush(Stream file)
    {
        Assert(file.Length > 0);
        Step("flush", ((FileStream)file).Name);
        base.Flush(file);
    }

    internal override void Delete(string path)
    {
        Step("delete", path);
        base.Delete(path);
    }

    internal override void Move(string from, string to)
    {
        Step("move", from, to);
        base.Move(from, to);
    }

    internal override void Replace(string from, string to, string backup)
    {
        Step("replace", from, to, backup);
        base.Replace(from, to, backup);
    }

    /// <summary>Whether the simulated file system supports hard links.</summary>
    internal bool HasLinks { get; init; } = true;

    internal override bool TryLink(string path, string name) => HasLinks && base.TryLink(path, name);

    internal override void FlushFolder(string path)
    {
        Step("flush folder");
        base.FlushFolder(path);
    }

    private void Step(string what, params string[] paths)
    {
        string step = string.Join(' ', [what, .. paths.Select(path => Temporary().Replace(Path.GetFileName(path), "TMP"))]);
        Steps.Add(step);
        if (what == failing)
        {
            throw failure!;
        }
    }

    [GeneratedRegex(@"(?<=^brain\.)[a-z0-5]{11}\.tmp$")]
    private static partial Regex Temporary();

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
