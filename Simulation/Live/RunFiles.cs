using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Live;

/// <summary>The files that commands of a live run write and open. If one cannot be written or opened, the command is refused and the run continues.</summary>
internal static class RunFiles
{
    private const int MaxReasonLength = 300;

    /// <summary>Opens a brain or a saved run.</summary>
    /// <returns>The outcome in words.</returns>
    internal static string Open(SimulationRun run, string path, Action<RunOptions, SavedRun>? replaceRun)
    {
        try
        {
            TensorArchive archive = TensorArchive.LoadNewest(path, [SavedBrain.Format, SavedRun.Format]);
            return archive.Metadata["format"] == SavedRun.Format ? OpenRun(run, SavedRun.Of(archive), replaceRun) : LoadBrain(run, SavedBrain.Read(archive));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && Directory.Exists(path))
        {
            throw new IOException("expected a saved brain or run, received a folder.", error);
        }
        catch (ArchiveFormatException error)
        {
            // The event's text already begins with the file's name.
            throw new IOException($"{error.Part}: expected {error.Expected}, received {error.Received}.", error);
        }
    }

    /// <summary>Saves each brain to a file in the folder.</summary>
    /// <returns>The names of the files.</returns>
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
        string schema = others + dropped == 0 ? "" : FormattableString.Invariant($": {others} inputs and outputs added, {dropped} dropped");
        return FormattableString.Invariant($"loaded {NameOf(saved.Origin)}, trained on {saved.LearnSteps:N0} minibatches{schema}{DescribeSkipped(saved.SkippedFiles)}");
    }

    /// <summary>Returns a note that names the reasons why newer files of a resumed run were skipped; empty if none was.</summary>
    internal static string Describe(SavedRun saved) => saved.SkippedFiles.Count == 0 ? "" : $"opened {NameOf(saved.Origin)}{DescribeSkipped(saved.SkippedFiles)}";

    private static string DescribeSkipped(IReadOnlyList<string> reasons) => string.Concat(reasons.Select(reason => $"; {Excerpt.OneLine(reason, MaxReasonLength).TrimEnd('.')}"));

    internal static string NameOf(string path) => Excerpt.OneLine(Path.GetFileName(path));

    /// <summary>Replaces the run by the saved one, once a trial has shown that it can be resumed.</summary>
    private static string OpenRun(SimulationRun run, SavedRun saved, Action<RunOptions, SavedRun>? replaceRun)
    {
        if (replaceRun is null)
        {
            throw new IOException("expected a saved brain, received a saved run. Resume it with --resume.");
        }

        RunOptions options = saved.Options with { Workers = run.Options.Workers };
        saved.Resume(options).Dispose();
        replaceRun(options, saved);
        return $"opened {NameOf(saved.Origin)}";
    }
}
