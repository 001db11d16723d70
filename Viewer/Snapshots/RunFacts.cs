using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>What of a run stays the same through it.</summary>
/// <param name="Options">What it was begun with.</param>
/// <param name="ScoreMeaning">What the scores of brains and teachers count.</param>
/// <param name="RunScoreMeaning">What its own score counts, while it goes on.</param>
/// <param name="Brains">Its brains, by kind.</param>
/// <param name="Measures">What its agents can be coloured by, the default first.</param>
internal sealed record RunFacts(RunOptions Options, string ScoreMeaning, string RunScoreMeaning, IReadOnlyList<BrainFacts> Brains, IReadOnlyList<Measure> Measures)
{
    /// <summary>Whether food and hazards can be placed.</summary>
    public bool HasPlacement { get; init; }

    /// <summary>Whether agents can be driven.</summary>
    public bool HasHumanDriver { get; init; }

    /// <summary>Name of the scenario.</summary>
    public string Scenario => Options.Scenario;

    /// <summary>The seed.</summary>
    public ulong Seed => Options.Seed;
}

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
