using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Saving;

/// <summary>A recording of a run, written at the run's end to a file that <c>--demonstrations</c> reads.</summary>
/// <param name="path">The file. It is replaced atomically, once there are rows.</param>
public sealed class DemonstrationWriter(string path)
{
    /// <summary>Maximum memory of the rows, bytes. Later rows are counted, but not recorded.</summary>
    private const long MaxBytes = 512 << 20;

    private Demonstrations? _recording;
    private int _writtenRows;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Message of the failed write; null if nothing failed or a later write succeeded.</summary>
    public string? Failure { get; private set; }

    /// <summary>Returns the source of the actions in a run that is recorded: with no learner the teacher plays, because the brain knows nothing.</summary>
    internal static Driver DriverOf(RunOptions options) => options.Learner == RunOptions.None ? Driver.Teacher : Driver.Brain;

    /// <summary>Returns what a run's agents show: the teacher's labels if the brain learns from them, otherwise the actions that agents carry out.</summary>
    internal static DemonstrationSource SourceOf(RunOptions options)
        => options is { Learner: RunOptions.Imitation, Demonstrations: null } ? DemonstrationSource.Labels : DemonstrationSource.Actions;

    /// <summary>Begins to record a run. If the brain has the names of the run before, the recording continues. Otherwise the rows so far are written and a new recording begins.</summary>
    /// <param name="run">The run, before a frame.</param>
    /// <param name="source">Actions to record.</param>
    /// <param name="rows">Number of rows to expect, which limits the memory.</param>
    /// <exception cref="SettingException">The scenario has several kinds of agents.</exception>
    internal void Begin(SimulationRun run, DemonstrationSource source, long rows)
    {
        Brain brain = run.RequireOnlyBrain("--write-demonstrations");
        if (_recording?.Fits(brain) != true)
        {
            Write();
            long most = Math.Min(Demonstrations.MaximumCapacity, MaxBytes / Demonstrations.RowBytes(brain.Observations, brain.Actions, source));
            (_recording, _writtenRows) = (new Demonstrations(brain.Observations, brain.Actions, source, (int)Math.Clamp(rows, 1, most)), 0);
        }

        brain.Recording = _recording;
    }

    /// <summary>Writes the rows so far, if there are any and they are not written yet. A disk error is kept and not thrown.</summary>
    /// <returns>A line that says what was written; null if there is nothing to say.</returns>
    internal string? Write()
    {
        if (_recording is not { Count: > 0 } recording || _writtenRows == recording.Count)
        {
            return null;
        }

        string left = recording.Missed > 0 ? FormattableString.Invariant($"; {recording.Missed:N0} more had no room") : "";
        try
        {
            BlockingWrite.Run(Path, () => recording.Save(Path));
            (_writtenRows, Failure) = (recording.Count, null);
            return FormattableString.Invariant($"recorded  {recording.Count:N0} rows of {Describe(recording.Source)} in {Path}{left}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Failure = $"demonstrations could not be written: {error.Message}";
            return $"note: {Failure}";
        }
    }

    private static string Describe(DemonstrationSource source) => source switch
    {
        DemonstrationSource.Labels => "labels",
        DemonstrationSource.Hands => "a person's actions",
        _ => "actions",
    };
}
