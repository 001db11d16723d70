using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Viewer.Live;

/// <summary>What a restart has changed, in one line.</summary>
internal static class RunChange
{
    internal static string Describe(RunOptions before, RunOptions now)
    {
        Dictionary<string, string> old = Words(before), next = Words(now);
        IEnumerable<string> changed = next.Where(each => old.GetValueOrDefault(each.Key) != each.Value).Select(each => $"{each.Key} {each.Value}");

        // Another scenario has settings of its own: nobody misses those of the former.
        IEnumerable<string> gone = before.Scenario == now.Scenario ? old.Keys.Except(next.Keys).Select(name => $"{name} as by default") : [];
        string all = string.Join(", ", changed.Concat(gone));
        return all.Length == 0 ? "restarted with the same seed and settings" : $"restarted with {all}";
    }

    /// <summary>What <see cref="RunCommandLine"/> writes, by name.</summary>
    private static Dictionary<string, string> Words(RunOptions options)
    {
        Dictionary<string, string> words = [];
        foreach (string[] pair in RunCommandLine.Format(options).Chunk(2))
        {
            string[] set = pair[0] == "--set" ? pair[1].Split('=', 2) : [pair[0][2..], pair[1]];
            words[set[0]] = set[1];
        }

        return words;
    }
}
