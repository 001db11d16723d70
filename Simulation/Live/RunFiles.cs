using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Live;

/// <summary>Files that a live run writes and opens, as commands for it. One that cannot be written or opened is told, and the run goes on as it was.</summary>
public static class RunFiles
{
    private const int LongestReason = 300;

    /// <summary>Saves the brains, of several each to a file of its own, as <c>neuroagents-SCENARIO-FRAME.brain</c>.</summary>
    /// <param name="folder">Where; default the current folder.</param>
    public static LiveCommand SaveBrains(string folder = "")
    {
        string saved = "";
        return new LiveCommand("save the brain", run => saved = $"saved {string.Join(", ", Save(run, folder))}") { Outcome = () => saved, IsChange = false };
    }

    /// <summary>Opens a file for what it is: a brain goes on in the run's world, a saved run takes the run's place.</summary>
    /// <param name="runner">Who plays the run.</param>
    /// <param name="path">A file that <c>run --save</c>, <c>run --save-brain</c>, <see cref="SaveBrains"/> or a game wrote.</param>
    public static LiveCommand Open(LiveRunner runner, string path)
    {
        string name = FileName(path), opened = "";
        return new LiveCommand($"open {name}", run => opened = Open(runner, run, path)) { Outcome = () => opened };
    }

    private static string Open(LiveRunner runner, SimulationRun run, string path)
    {
        try
        {
            TensorArchive archive = TensorArchive.LoadNewest(path, [SavedBrain.Format, SavedRun.Format]);
            return archive.Metadata["format"] == SavedRun.Format ? OpenRun(runner, run, SavedRun.Of(archive)) : LoadBrain(run, SavedBrain.Read(archive));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && Directory.Exists(path))
        {
            throw new IOException("expected a saved brain or run, given a folder.", error);
        }
        catch (ArchiveFormatException error)
        {
            // The file's name stands before it.
            throw new IOException($"{error.Part}: expected {error.Expected}, found {error.Found}.", error);
        }
    }

    /// <returns>The files' names.</returns>
    private static List<string> Save(SimulationRun run, string folder)
    {
        List<string> names = [];
        foreach (AgentKind kind in run.Session.Kinds)
        {
            string name = SaveOptions.BrainFile(
                FormattableString.Invariant($"neuroagents-{run.Options.Scenario}-{run.Frame.Number}.brain"), kind.Brain.Name, run.Session.Kinds.Count);
            kind.Brain.Save(Path.Combine(folder, name), generations: 1);
            names.Add(name);
        }

        return names;
    }

    private static string LoadBrain(SimulationRun run, SavedBrain saved) => Describe(saved, run.Load(saved));

    internal static string Describe(SavedBrain saved, BrainLoadReport report)
    {
        int others = report.AddedObservations.Count + report.AddedActions.Count, dropped = report.DroppedObservations.Count + report.DroppedActions.Count;
        string schema = others + dropped == 0 ? "" : FormattableString.Invariant($": {others} of its inputs and outputs are new, {dropped} gone");
        return FormattableString.Invariant($"loaded {FileName(saved.Origin)}, {saved.LearnSteps:N0} minibatches old{schema}{Passed(saved.Passed)}");
    }

    /// <summary>Lists the notes about a resumed run: the reasons why newer files were passed over.</summary>
    internal static string Describe(SavedRun saved) => saved.Passed.Count == 0 ? "" : $"opened {FileName(saved.Origin)}{Passed(saved.Passed)}";

    private static string Passed(IReadOnlyList<string> reasons) => string.Concat(reasons.Select(reason => $"; {Excerpt.OneLine(reason, LongestReason).TrimEnd('.')}"));

    private static string FileName(string path) => Excerpt.OneLine(Path.GetFileName(path));

    /// <summary>Only what can go on takes the place of what does.</summary>
    private static string OpenRun(LiveRunner runner, SimulationRun run, SavedRun saved)
    {
        RunOptions options = saved.Options with { Workers = run.Options.Workers };
        saved.Resume(options).Dispose();
        runner.Restart(options, saved);
        return $"opened {FileName(saved.Origin)}";
    }
}
