using System.CommandLine;
using NeuroAgents.Agents;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options that define a run, shared by <c>run</c> and the viewer.</summary>
public static class RunArguments
{
    private const string WholeNumber = "a whole number below 2147483648";
    private static readonly Option<string?> Scenario = TextOption.Create("--scenario", "scenario to run (see list) [forage]", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> Agents = TextOption.Create("--agents", "number of agents [4096]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<int?> Frames = TextOption.Create("--frames", "number of frames of 1/60 s to run [3600]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<ulong?> Seed = TextOption.Create("--seed", "random seed [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<string?> Learner = TextOption.Create("--learner", "learning algorithm: imitation or none [imitation]", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> LearnSteps = TextOption.Create("--learn-steps", "minibatches per frame [1]", "K", WholeNumber, OptionText.Whole);
    private static readonly Option<double?> LearnBudget = TextOption.Create("--learn-budget-ms", "learning time per frame, instead of --learn-steps", "MS", "a number such as 1.5", OptionText.Number);
    private static readonly Option<LearnMode?> LearnMode = TextOption.Create("--learn-mode", "where learning runs: inline, background or lockstep [inline]", "MODE", "inline, background or lockstep", Mode);
    private static readonly Option<int?> PublishDelay = TextOption.Create("--publish-delay", "in lockstep: frames until learned weights decide [1]", "K", WholeNumber, OptionText.Whole);
    private static readonly Option<double?> Realtime = TextOption.Create("--realtime", "limit the run to N frames per second, like a game", "N", "a number such as 60", OptionText.Number);
    private static readonly Option<bool> MeasureNoise = TextOption.Flag("--measure-noise", "after each frame, time an empty loop of the learning budget's length");
    private static readonly Option<int?> Workers = TextOption.Create("--workers", "number of threads [one per processor]", "W", WholeNumber, OptionText.Whole);

    /// <summary><c>--set</c>: a setting of the scenario.</summary>
    internal static readonly Option<string[]> Set = new("--set")
    {
        Description = "setting of the scenario (see list); can be repeated",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Config = TextOption.Create("--config", "read options from a JSON file; the command line overrides them", "FILE", "a path", OptionText.Any);

    /// <summary>The options that a saved run contains, so they cannot be combined with <c>--resume</c>.</summary>
    public static IReadOnlyList<Option> Settled { get; } = [Scenario, Agents, Seed, Learner, Set, Config];

    /// <summary>Adds all options to a command.</summary>
    internal static void AddTo(Command command)
        => Add(command, [Scenario, Agents, Frames, Seed, Learner, LearnSteps, LearnBudget, LearnMode, PublishDelay, Realtime, MeasureNoise, Workers, Set, Config]);

    /// <summary>Adds the options of a watched run: all except those for measuring and pace.</summary>
    /// <param name="command">The command to add them to.</param>
    public static void AddLiveTo(Command command)
        => Add(command, [Scenario, Agents, Frames, Seed, Learner, LearnSteps, LearnBudget, LearnMode, PublishDelay, Workers, Set, Config]);

    /// <summary>Returns whether the command line sets the number of frames.</summary>
    public static bool HasFrames(ParseResult parsed) => parsed.GetResult(Frames) is not null;

    /// <summary>Returns the path of the config file; null for none.</summary>
    internal static string? ConfigOf(ParseResult parsed) => parsed.GetValue(Config);

    /// <summary>Reads the options of a resumed run or of the config file, applies the command line to them, and validates the result.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="resumed">Options of the saved run to resume; null for none.</param>
    /// <param name="catalogue">The scenarios that can be run; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    /// <exception cref="UsageException">An option cannot be parsed.</exception>
    /// <exception cref="SettingException">A value is unknown or out of range.</exception>
    public static RunOptions Read(ParseResult parsed, RunOptions? resumed, ScenarioCatalogue? catalogue = null)
    {
        catalogue ??= ScenarioCatalogue.Standard;
        RunOptions options = resumed ?? (parsed.GetValue(Config) is { } path ? ReadConfig(path, catalogue) : new RunOptions { Catalogue = catalogue });
        options = options with
        {
            Scenario = parsed.GetValue(Scenario) ?? options.Scenario,
            Agents = parsed.GetValue(Agents) ?? options.Agents,
            Frames = parsed.GetValue(Frames) ?? options.Frames,
            Seed = parsed.GetValue(Seed) ?? options.Seed,
            Learner = parsed.GetValue(Learner) ?? options.Learner,
            LearnSteps = parsed.GetValue(LearnSteps) ?? options.LearnSteps,
            LearnBudgetMs = parsed.GetValue(LearnBudget) ?? (parsed.GetResult(LearnSteps) is null ? options.LearnBudgetMs : null),
            LearnMode = parsed.GetValue(LearnMode) ?? options.LearnMode,
            PublishDelay = parsed.GetValue(PublishDelay) ?? options.PublishDelay,
            Realtime = parsed.GetValue(Realtime) ?? options.Realtime,
            MeasureNoise = parsed.GetValue(MeasureNoise) || options.MeasureNoise,
            Workers = parsed.GetValue(Workers) ?? options.Workers,
            Set = SettingTexts.Read(parsed.GetValue(Set), options.Set),
        };
        options.Validate();
        RequireEffect(parsed, options);
        return options;
    }

    private static RunOptions ReadConfig(string path, ScenarioCatalogue catalogue)
    {
        byte[] json = InputFile.Read("--config", path, File.ReadAllBytes);
        RunOptions options = StrictJson.Read(json, RunOptionsJson.Default.RunOptions, path) with { Catalogue = catalogue };
        try
        {
            options.Validate();
        }
        catch (SettingException error)
        {
            throw new UsageException($"{path}: {error.Message}", error);
        }

        return options;
    }

    /// <summary>Refuses options that have no effect in combination with the others.</summary>
    private static void RequireEffect(ParseResult parsed, RunOptions options)
    {
        if (parsed.GetValue(LearnSteps) is { } steps && parsed.GetValue(LearnBudget) is not null)
        {
            throw new UsageException($"--learn-steps: expected nothing together with --learn-budget-ms, which replaces it, received {RunCommandLine.Text(steps)}.");
        }

        if (parsed.GetResult(PublishDelay) is not null && options.LearnMode != NeuroAgents.Agents.LearnMode.Lockstep)
        {
            throw new UsageException($"--publish-delay: expected --learn-mode lockstep, received {NameOf(options.LearnMode)}.");
        }
    }

    /// <summary>Returns the name of a mode on the command line.</summary>
    internal static string NameOf(LearnMode mode) => mode switch
    {
        NeuroAgents.Agents.LearnMode.Background => "background",
        NeuroAgents.Agents.LearnMode.Lockstep => "lockstep",
        _ => "inline",
    };

    private static void Add(Command command, Option[] options)
    {
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    private static LearnMode? Mode(string text) => text switch
    {
        "inline" => NeuroAgents.Agents.LearnMode.Inline,
        "background" => NeuroAgents.Agents.LearnMode.Background,
        "lockstep" => NeuroAgents.Agents.LearnMode.Lockstep,
        _ => null,
    };
}
