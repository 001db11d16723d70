using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Saving;

/// <summary>The saver of a running simulation. It reports a save that fails, and the run goes on: earlier saves stay intact, and the next save tries again.</summary>
/// <param name="options">The options of the run.</param>
/// <param name="save">The files and the interval between saves.</param>
/// <param name="tell">Receives one line per file: that it was saved, or why it was not.</param>
public sealed class RunSaver(RunOptions options, SaveOptions save, Action<string> tell)
{
    private readonly RunOptions _options = options.Copy();
    private readonly List<string> _failures = [];
    private readonly List<string> _lines = [];
    private long _savedFrame = -1;

    /// <summary>Reasons why the newest save failed: one for each file that could not be written, separated by semicolons. Null if that save succeeded.</summary>
    public string? Failure => _failures.Count == 0 ? null : string.Join("; ", _failures);

    /// <summary>Returns whether a save is due after a number of frames.</summary>
    internal bool IsDue(long frames) => save.Interval > 0 && frames % save.Interval == 0;

    /// <summary>Saves between two frames, unless this frame is already saved.</summary>
    /// <remarks>Disk errors, and brains with NaN or infinite numbers, are reported and not thrown.</remarks>
    internal void Save(SimulationRun run)
    {
        if (_savedFrame == run.Frame.Number)
        {
            return;
        }

        _savedFrame = run.Frame.Number;
        _failures.Clear();
        if (save.Run is { } path)
        {
            Try(run, "", path, () => SavedRun.Save(run, _options, path, save.Generations));
        }

        foreach (AgentKind kind in save.Brain is null ? [] : run.Session.Kinds)
        {
            string file = SaveOptions.BrainFile(save.Brain!, kind.Brain.Name, run.Session.Kinds.Count);
            Try(run, $"brain \"{kind.Brain.Name}\", ", file, () => SaveBrain(kind.Brain, file));
        }

        // Collect the garbage of the save now, while the frame is late anyway, so that it does not delay a later frame.
        GC.Collect(0);

        // Reported last, so that a failing report neither prevents saving nor counts as a failed save.
        string[] lines = [.. _lines];
        _lines.Clear();
        Array.ForEach(lines, tell);
    }

    private string SaveBrain(Brain brain, string path)
    {
        using TensorArchive archive = brain.ToArchive();
        archive.Save(path, save.Generations);
        return archive.Metadata["sha256"];
    }

    private void Try(SimulationRun run, string what, string path, Func<string> write)
    {
        string frame = run.Frame.Number.ToString("N0", CultureInfo.InvariantCulture);
        try
        {
            string hash = "";
            BlockingWrite.Run(path, () => hash = write());
            _lines.Add($"saved     {what}frame {frame}, sha256 {hash}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            string failure = $"{what}frame {frame} could not be saved: {error.Message}";
            _failures.Add(failure);
            _lines.Add($"note: {failure}{(File.Exists(path) && !ReplacedFile.IsStream(path) ? "; the previous save is kept" : "")}");
        }
    }
}
