using System.CommandLine;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options that save a run or a brain, and resume a saved run.</summary>
public static class SaveArguments
{
    private static readonly Option<string?> s_save = TextOption.Create("--save", "save the whole run at its end, for --resume", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> s_saveBrain = TextOption.Create("--save-brain", "save only the brain, for eval, export and games; with several brains, one file each, named FILE with the brain's name before the extension", "FILE", "a path", OptionText.Any);
    private static readonly Option<int?> s_interval = TextOption.Create("--save-every", "also save every N frames during the run", "N", "a whole number from 1 to 10000000", Frames);
    private static readonly Option<int?> s_keep = TextOption.Create("--keep", "number of saved files to keep: FILE, FILE.1 and so on [3]", "N", "a whole number from 1 to 9", Generations);

    /// <summary><c>--resume</c>: the saved run to resume.</summary>
    public static Option<string?> Resume { get; } = TextOption.Create("--resume", "resume a run written by --save", "FILE", "a path", OptionText.Any);

    /// <summary><c>--write-demonstrations</c>: the file that the run is recorded to.</summary>
    public static Option<string?> WriteDemonstrations { get; } = TextOption.Create("--write-demonstrations", "record the run for --demonstrations: the teacher's labels with --learner imitation, the teacher's own play with none, otherwise the brain's play", "FILE", "a path", OptionText.Any);

    internal static IReadOnlyList<Option> All { get; } = [s_save, s_saveBrain, s_interval, s_keep, Resume];

    /// <summary>Reads the files to save and their interval; null if nothing is saved.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">Receives the files. A run may be saved over the file that it was resumed from.</param>
    internal static SaveOptions? Read(ParseResult parsed, DistinctFiles files)
    {
        string? run = parsed.GetValue(s_save), brain = parsed.GetValue(s_saveBrain);
        int generations = parsed.GetValue(s_keep) ?? TensorArchive.DefaultGenerations;
        files.Reads(Resume.Name, parsed.GetValue(Resume)).Writes(s_save.Name, run, generations, over: Resume.Name).Writes(s_saveBrain.Name, brain, generations);
        if (run is null && brain is null)
        {
            Option? idle = Array.Find<Option>([s_interval, s_keep], option => parsed.GetResult(option) is not null);
            return idle is null ? null : throw new UsageException($"{idle.Name}: expected --save or --save-brain as well, received neither.");
        }

        OutputFile.RequireWritable("--save", run);
        OutputFile.RequireWritable("--save-brain", brain);
        return new SaveOptions { Run = run, Brain = brain, Interval = parsed.GetValue(s_interval) ?? 0, Generations = generations };
    }

    /// <summary>Reads the file to record demonstrations to; null for none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option"><see cref="WriteDemonstrations"/> or the viewer's own.</param>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static DemonstrationWriter? ReadDemonstrationWriter(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } path)
        {
            return null;
        }

        OutputFile.RequireWritable(option.Name, path == OutputFile.StandardOutput ? throw new UsageException($"{option.Name}: expected a file, received \"-\".") : path);
        return new DemonstrationWriter(path);
    }

    /// <summary>Reads the run to resume; null for none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fixedOptions">Options that the file contains, so the command line cannot change them.</param>
    /// <param name="catalogue">The known scenarios; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    public static SavedRun? ReadResumed(ParseResult parsed, IReadOnlyList<Option> fixedOptions, ScenarioCatalogue? catalogue = null)
    {
        if (parsed.GetValue(Resume) is not { } path)
        {
            return null;
        }

        if (fixedOptions.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name}: expected nothing together with --resume, whose file sets it, received \"{string.Join(' ', parsed.GetResult(given)!.Tokens.Select(token => token.Value))}\".");
        }

        return ReadRun(path, catalogue);
    }

    private static SavedRun ReadRun(string path, ScenarioCatalogue? catalogue)
    {
        try
        {
            return InputFile.Read("--resume", path, each => SavedRun.Load(each, catalogue));
        }
        catch (ArchiveFormatException error) when (SavedFile.IsBrain(error))
        {
            throw new UsageException($"--resume: expected a run written by --save, received the brain \"{path}\". Use eval, or --brain of the viewer.", error);
        }
    }

    /// <summary>Reports the frame at which a run is resumed, and why newer files were skipped.</summary>
    internal static void ReportResumed(SavedRun? resumed, Action<string> writeLine)
    {
        if (resumed is not null)
        {
            InputFile.ReportSkipped(resumed.SkippedFiles, resumed.Origin, writeLine);
            writeLine(string.Create(CultureInfo.InvariantCulture, $"resumed   frame {resumed.Frame:N0} of {resumed.Origin}"));
        }
    }

    private static int? Frames(string text) => Whole(text, 10_000_000);

    private static int? Generations(string text) => Whole(text, 9);

    private static int? Whole(string text, int max)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= max ? value : null;
}
