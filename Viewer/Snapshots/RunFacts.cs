using NeuroAgents.Agents;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The facts of a run that never change while it runs.</summary>
/// <param name="Options">The options it was started with.</param>
/// <param name="ScoreMeaning">Meaning of the scores of brains and teachers.</param>
/// <param name="RunScoreMeaning">Meaning of the run's own score while it runs.</param>
/// <param name="Brains">The run's brains, by kind.</param>
/// <param name="Measures">The measures that can colour the agents, the default first.</param>
internal sealed record RunFacts(RunOptions Options, string ScoreMeaning, string RunScoreMeaning, IReadOnlyList<BrainFacts> Brains, IReadOnlyList<Measure> Measures)
{
    /// <summary>Returns the facts of a run. If the score is a mean return minus the lowest possible one, the facts describe the mean return itself, which is then shown.</summary>
    internal static RunFacts Of(RunOptions options, Scenario scenario, IReadOnlyList<BrainFacts> brains, IReadOnlyList<Measure> measures)
    {
        string? meaning = scenario.LowestReturn is null ? null : $"mean return of the newest {EpisodeLog.Window} episodes";
        return new RunFacts(options, meaning ?? scenario.ScoreMeaning, meaning ?? scenario.RunScoreMeaning, brains, measures) { ScoreOrigin = scenario.LowestReturn ?? 0 };
    }

    /// <summary>Number that is shown for a score of 0: the lowest return, where the score is a mean return.</summary>
    public double ScoreOrigin { get; init; }

    /// <summary>Whether food and hazards can be placed.</summary>
    public bool HasPlacement { get; init; }

    /// <summary>Whether agents can be driven.</summary>
    public bool HasHumanDriver { get; init; }

    /// <summary>Name of the scenario.</summary>
    public string Scenario => Options.Scenario;

    /// <summary>The seed.</summary>
    public ulong Seed => Options.Seed;
}

/// <summary>A one-line list of the options that a restart changed.</summary>
internal static class RunChange
{
    internal static string Describe(RunOptions before, RunOptions now)
    {
        Dictionary<string, string> old = Words(before), next = Words(now);
        IEnumerable<string> changed = next.Where(each => old.GetValueOrDefault(each.Key) != each.Value).Select(each => $"{each.Key} {each.Value}");

        // Another scenario has other settings, so those of the previous scenario are not listed as reset.
        IEnumerable<string> gone = before.Scenario == now.Scenario ? old.Keys.Except(next.Keys).Select(name => $"{name} reset to its default") : [];
        string all = string.Join(", ", changed.Concat(gone));
        return all.Length == 0 ? "restarted with the same seed and settings" : $"restarted with {all}";
    }

    /// <summary>Returns the options that <see cref="RunCommandLine"/> writes, by name.</summary>
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
