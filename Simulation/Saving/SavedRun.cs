using System.Text.Json;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Saving;

/// <summary>A saved run: its options, world, brains, agents, experience and counters. A resumed run gives the same bits as a run that was never interrupted.</summary>
/// <remarks>
/// The file is checked like a brain's file: every number must be finite and within its range, and all parts must fit together.
/// Positions of agents need only lie within the world.
/// </remarks>
/// <example>
/// <code>
/// SavedRun saved = SavedRun.Load("forage.run");
/// using SimulationRun run = saved.Resume(saved.Options);
/// run.Frame.Run();
/// SavedRun.Save(run, run.Options, "forage.run");
/// </code>
/// </example>
public sealed class SavedRun
{
    internal const string Format = "neuroagents.run.1";
    private const string OptionsKey = "options";
    private const string FrameKey = "run/frame";
    private const string AgentsKey = "world/agent";

    /// <summary>Constant part of a run's memory limit, bytes. The limit also grows with the number of values in the file; see <see cref="RequireBounded"/>.</summary>
    private const double FreeBytes = 256 << 20;
    private const double BytesPerValue = 64;
    private readonly TensorArchive _archive;

    private SavedRun(TensorArchive archive, ScenarioCatalogue catalogue)
    {
        archive.RequireSealed();
        archive.RequireFinite();
        _archive = archive;
        Frame = SavedNumbers.Count(archive, FrameKey);
        try
        {
            Options = StrictJson.Read(archive.GetMetadata(OptionsKey), RunOptionsJson.Default.RunOptions, OptionsKey) with { Catalogue = catalogue };
            Options.Validate();
        }
        catch (Exception error) when (error is OptionsFormatException or SettingException)
        {
            throw new ArchiveFormatException(archive.Origin, $"metadata \"{OptionsKey}\"", "options of a run", error.Message.ReplaceLineEndings(" "), error);
        }

        Scenario scenario = Options.FindScenario();
        WorldState.Check(archive, scenario);
        scenario.Check(archive);
        int agents = archive.TryFind(AgentsKey, out ArchivedTensor? tensor) ? tensor.Shape[0] : 0;
        if (agents != Options.Agents)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{AgentsKey}\"", $"{Options.Agents} agents, as the options say", $"{agents}");
        }

        NeuroPlugin.Check(archive);
    }

    /// <summary>The options of the run.</summary>
    public RunOptions Options { get; }

    /// <summary>Number of frames done.</summary>
    public long Frame { get; }

    /// <summary>The file that was read. If newer files are missing or damaged, it is an older one such as <c>FILE.1</c>.</summary>
    public string Origin => _archive.Origin;

    /// <summary>Reasons why newer files were skipped, one line per file. Empty if the newest file was read.</summary>
    public IReadOnlyList<string> SkippedFiles => _archive.SkippedFiles;

    /// <summary>The fingerprint of all data in the file.</summary>
    public string Sha256 => _archive.GetMetadata("sha256");

    /// <summary>Saves a run between two frames.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">The options to save with the run.</param>
    /// <param name="path">The file. It is replaced atomically, even if the machine crashes.</param>
    /// <param name="generations">Number of files kept, including the new one.</param>
    /// <returns>The fingerprint of all data in the file.</returns>
    /// <exception cref="IOException">The file cannot be written. The old files are kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights to write the file are missing. The old files are kept.</exception>
    /// <exception cref="InvalidOperationException">A brain has a number that is NaN or infinite. The old files are kept.</exception>
    public static string Save(SimulationRun run, RunOptions options, string path, int generations = TensorArchive.DefaultGenerations)
    {
        using TensorArchive archive = new()
        {
            Metadata = { ["format"] = Format, [OptionsKey] = JsonSerializer.Serialize(options, RunOptionsJson.Default.RunOptions) },
        };
        SavedNumbers.AddCount(archive, FrameKey, run.Frame.Number);
        run.Plugin.Save(archive);
        WorldState.Save(run.World, archive, run.Options.FindScenario());
        run.Session.Save(archive);
        run.Curriculum?.Save(archive);
        archive.Seal();
        archive.Save(path, generations);
        return archive.Metadata["sha256"];
    }

    /// <summary>Reads the newest file that is complete and has every value within its range.</summary>
    /// <param name="path">The path that was given to <see cref="Save"/>.</param>
    /// <param name="catalogue">The scenarios that the run may use; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    /// <exception cref="ArchiveFormatException">No file is complete and of this format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights to read the file are missing.</exception>
    public static SavedRun Load(string path, ScenarioCatalogue? catalogue = null) => TensorArchive.LoadNewest(path, Format, archive => Of(archive, catalogue));

    /// <summary>Reads an archive of this format.</summary>
    internal static SavedRun Of(TensorArchive archive, ScenarioCatalogue? catalogue = null) => new(archive, catalogue ?? ScenarioCatalogue.Standard);

    /// <summary>Creates a run that continues from the saved frame.</summary>
    /// <param name="options">A copy of <see cref="Options"/>. Workers, frames and learning steps may be changed.</param>
    /// <param name="driver">The source of the agents' actions.</param>
    /// <exception cref="ArchiveFormatException">The parts of the file don't fit together.</exception>
    public SimulationRun Resume(RunOptions options, Driver driver = Driver.Brain)
    {
        RequireBounded(options);
        SimulationRun run = new(options, driver, isLabelled: true);
        try
        {
            run.Plugin.Load(_archive);
            run.Session.Feature<IPlacement>()?.MatchSavedCounts(_archive);
            WorldState.Load(run.World, _archive, options.FindScenario(), run.Session);
            run.Session.Load(_archive);
            run.Curriculum?.Load(_archive);
            run.Frame.ResumeAt(Frame);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Refuses options that need far more memory than the values in the file justify. A genuine file holds data for all of its run's memory.</summary>
    private void RequireBounded(RunOptions options)
    {
        double valuesInFile = _archive.Names.Sum(name => _archive.TryFind(name, out ArchivedTensor? tensor) ? (double)tensor.ElementCount : 0);
        double limit = FreeBytes + BytesPerValue * valuesInFile, needed = options.FindBrainOptions() is { } brain
            ? BrainSettings.EstimateBytes(brain, options.Agents)
            : BrainSettings.EstimateBytes(new SettingValues(options.FindScenario().Settings, options.Set), options.Agents);
        if (needed > limit)
        {
            throw new ArchiveFormatException(
                _archive.Origin, $"metadata \"{OptionsKey}\"", FormattableString.Invariant($"a run of at most {limit / (1 << 20):F0} MiB"), FormattableString.Invariant($"one of {needed / (1 << 20):F0} MiB"));
        }
    }
}
