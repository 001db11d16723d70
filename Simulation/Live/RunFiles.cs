using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Live;

/// <summary>Files that commands of a live run write and open. One that cannot be written or opened is refused, and the run goes on as it was.</summary>
internal static class RunFiles
{
    private const int LongestReason = 300;

    /// <summary>Opens a brain or a saved run.</summary>
    /// <returns>What was opened, in words.</returns>
    internal static string Open(SimulationRun run, string path, Action<RunOptions, SavedRun>? replaceRun)
    {
        try
        {
            TensorArchive archive = TensorArchive.LoadNewest(path, [SavedBrain.Format, SavedRun.Format]);
            return archive.Metadata["format"] == SavedRun.Format ? OpenRun(run, SavedRun.Of(archive), replaceRun) : LoadBrain(run, SavedBrain.Read(archive));
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

    /// <summary>Saves the brains.</summary>
    /// <returns>The files' names.</returns>
    internal static List<string> SaveBrains(SimulationRun run, string folder)
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
        return FormattableString.Invariant($"loaded {NameOf(saved.Origin)}, {saved.LearnSteps:N0} minibatches old{schema}{Passed(saved.Passed)}");
    }

    /// <summary>Lists the notes about a resumed run: the reasons why newer files were passed over.</summary>
    internal static string Describe(SavedRun saved) => saved.Passed.Count == 0 ? "" : $"opened {NameOf(saved.Origin)}{Passed(saved.Passed)}";

    private static string Passed(IReadOnlyList<string> reasons) => string.Concat(reasons.Select(reason => $"; {Excerpt.OneLine(reason, LongestReason).TrimEnd('.')}"));

    internal static string NameOf(string path) => Excerpt.OneLine(Path.GetFileName(path));

    /// <summary>Replaces the run only by one that can go on.</summary>
    private static string OpenRun(SimulationRun run, SavedRun saved, Action<RunOptions, SavedRun>? replaceRun)
    {
        if (replaceRun is null)
        {
            throw new IOException("expected a saved brain, received a saved run, which --resume takes.");
        }

        RunOptions options = saved.Options with { Workers = run.Options.Workers };
        saved.Resume(options).Dispose();
        replaceRun(options, saved);
        return $"opened {NameOf(saved.Origin)}";
    }
}
