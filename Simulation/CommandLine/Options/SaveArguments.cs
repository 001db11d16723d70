using System.CommandLine;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options of <c>run</c> that save a run or a brain, and go on from a saved run.</summary>
public static class SaveArguments
{
    private static readonly Option<string?> Save = TextOption.Create("--save", "save the whole run at its end, for --resume", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> SaveBrain = TextOption.Create("--save-brain", "save the brain alone, for eval, export and games; of several brains FILE gets the names", "FILE", "a path", OptionText.Any);
    private static readonly Option<int?> Interval = TextOption.Create("--save-every", "save in the course of the run too, each N frames", "N", "a whole number from 1 to 10000000", Frames);
    private static readonly Option<int?> Keep = TextOption.Create("--keep", "how many saved files are kept: FILE, FILE.1 and so on [3]", "N", "a whole number from 1 to 9", Generations);

    /// <summary><c>--resume</c>: the saved run to go on from.</summary>
    public static Option<string?> Resume { get; } = TextOption.Create("--resume", "go on from a run that --save wrote", "FILE", "a path", OptionText.Any);

    internal static IReadOnlyList<Option> All { get; } = [Save, SaveBrain, Interval, Keep, Resume];

    /// <summary>Where to save; null for nowhere.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">Takes the files: a run may be saved over the one that it goes on from.</param>
    internal static SaveOptions? Read(ParseResult parsed, DistinctFiles files)
    {
        string? run = parsed.GetValue(Save), brain = parsed.GetValue(SaveBrain);
        int generations = parsed.GetValue(Keep) ?? TensorArchive.DefaultGenerations;
        files.Reads(Resume.Name, parsed.GetValue(Resume)).Writes(Save.Name, run, generations, over: Resume.Name).Writes(SaveBrain.Name, brain, generations);
        if (run is null && brain is null)
        {
            Option? idle = Array.Find<Option>([Interval, Keep], option => parsed.GetResult(option) is not null);
            return idle is null ? null : throw new UsageException($"{idle.Name}: expected --save or --save-brain beside it, given none.");
        }

        OutputFile.RequireWritable("--save", run);
        OutputFile.RequireWritable("--save-brain", brain);
        return new SaveOptions { Run = run, Brain = brain, Interval = parsed.GetValue(Interval) ?? 0, Generations = generations };
    }

    /// <summary>The run to go on from; null for none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fixedOptions">What the file says and the command line can't change.</param>
    /// <param name="catalogue">The scenarios that it can be a run of; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    public static SavedRun? ReadResumed(ParseResult parsed, IReadOnlyList<Option> fixedOptions, ScenarioCatalogue? catalogue = null)
    {
        if (parsed.GetValue(Resume) is not { } path)
        {
            return null;
        }

        if (fixedOptions.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException($"{given.Name}: expected none beside --resume, whose file says it, given \"{string.Join(' ', parsed.GetResult(given)!.Tokens.Select(token => token.Value))}\".");
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
            throw new UsageException($"--resume: expected a run that --save wrote, given the brain \"{path}\": --brain of the viewer and eval take it.", error);
        }
    }

    /// <summary>Says where a run goes on, and what newer files were passed over.</summary>
    internal static void Tell(SavedRun? resumed, Action<string> tell)
    {
        if (resumed is not null)
        {
            InputFile.Tell(resumed.Passed, resumed.Origin, tell);
            tell(string.Create(CultureInfo.InvariantCulture, $"resumed   frame {resumed.Frame:N0} of {resumed.Origin}"));
        }
    }

    private static int? Frames(string text) => Whole(text, 10_000_000);

    private static int? Generations(string text) => Whole(text, 9);

    private static int? Whole(string text, int most)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most ? value : null;
}
