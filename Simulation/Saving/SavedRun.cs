using System.Text.Json;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Saving;

/// <summary>A whole run in a file: its options, world, brains, agents, experience and counters. What goes on from it has the bits of a run that was never interrupted.</summary>
/// <remarks>
/// The file is checked as a brain's file is: every number is finite and within its range, and all parts fit together. Positions of agents within the world are not checked further.
/// </remarks>
public sealed class SavedRun
{
    internal const string Format = "neuroagents.run.1";
    private const string OptionsKey = "options";
    private const string FrameKey = "run/frame";
    private const string AgentsKey = "world/agent";

    /// <summary>Memory limit of a run: a base, and an amount for each value of its file. A brain counts by its bytes.</summary>
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

    /// <summary>The options that it was run with.</summary>
    public RunOptions Options { get; }

    /// <summary>Number of frames done.</summary>
    public long Frame { get; }

    /// <summary>The file that it was read from: an older one, <c>FILE.1</c> and so on, where newer ones are missing or damaged.</summary>
    public string Origin => _archive.Origin;

    /// <summary>Why newer files were passed over, a line each; mostly empty.</summary>
    public IReadOnlyList<string> Passed => _archive.Passed;

    /// <summary>The fingerprint of all data in the file.</summary>
    public string Sha256 => _archive.GetMetadata("sha256");

    /// <summary>Saves a run between two frames.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">The options that it was made with.</param>
    /// <param name="path">The file: replaced whole or not at all.</param>
    /// <param name="generations">How many files are kept, the new one included.</param>
    /// <returns>The fingerprint of all data in the file.</returns>
    /// <exception cref="IOException">The file cannot be written; the old ones are kept. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
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
        archive.Seal();
        archive.Save(path, generations);
        return archive.Metadata["sha256"];
    }

    /// <summary>Reads the newest file that is whole and has every value within its range.</summary>
    /// <param name="path">The file that <see cref="Save"/> wrote.</param>
    /// <param name="catalogue">The scenarios that it can be a run of; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    /// <exception cref="ArchiveFormatException">No file is whole and of this format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read. <see cref="UnauthorizedAccessException"/> where rights are missing.</exception>
    public static SavedRun Load(string path, ScenarioCatalogue? catalogue = null) => TensorArchive.LoadNewest(path, Format, archive => Of(archive, catalogue));

    /// <summary>Reads an archive of this format.</summary>
    internal static SavedRun Of(TensorArchive archive, ScenarioCatalogue? catalogue = null) => new(archive, catalogue ?? ScenarioCatalogue.Standard);

    /// <summary>A run that goes on from here.</summary>
    /// <param name="options"><see cref="Options"/>, with other workers, frames or steps of learning where wanted.</param>
    /// <exception cref="ArchiveFormatException">The parts of the file don't fit together.</exception>
    public SimulationRun Resume(RunOptions options)
    {
        RequireBounded(options);
        SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        try
        {
            run.Plugin.Load(_archive);
            run.Session.Feature<IPlacement>()?.Fit(_archive);
            WorldState.Load(run.World, _archive, options.FindScenario(), run.Session);
            run.Session.Load(_archive);
            run.Frame.ResumeAt(Frame);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Refuses options that ask for far more memory than the file has. A file that a run saved has data for all of its memory.</summary>
    private void RequireBounded(RunOptions options)
    {
        double valuesInFile = _archive.Names.Sum(name => _archive.TryFind(name, out ArchivedTensor? tensor) ? (double)tensor.ElementCount : 0);
        double most = FreeBytes + BytesPerValue * valuesInFile, asked = BrainSettings.EstimateBytes(new SettingValues(options.FindScenario().Settings, options.Set), options.Agents);
        if (asked > most)
        {
            throw new ArchiveFormatException(
                _archive.Origin, $"metadata \"{OptionsKey}\"", FormattableString.Invariant($"a run of at most {most / (1 << 20):F0} MiB"), FormattableString.Invariant($"one of {asked / (1 << 20):F0} MiB"));
        }
    }
}
