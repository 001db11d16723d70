using System.CommandLine;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>What to run, as options: the same for <c>run</c> and for the viewer.</summary>
internal static class RunArguments
{
    private const string WholeNumber = "a whole number below 2147483648";
    private static readonly Option<string?> Scenario = UsageError.Option("--scenario", "what to play (see list)", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> Agents = UsageError.Option("--agents", "number of agents [4096]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<int?> Frames = UsageError.Option("--frames", "number of frames of 1/60 s, from where it resumes [3600]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<ulong?> Seed = UsageError.Option("--seed", "seed of everything random [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<string?> Learner = UsageError.Option("--learner", "imitation or none [imitation]", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> LearnSteps = UsageError.Option("--learn-steps", "minibatches per frame [1]", "K", WholeNumber, OptionText.Whole);
    private static readonly Option<double?> LearnBudget = UsageError.Option("--learn-budget-ms", "time to learn in a frame, instead of a number of minibatches", "MS", "a number such as 1.5", OptionText.Number);
    private static readonly Option<LearnMode?> LearnMode = UsageError.Option("--learn-mode", "inline, background or lockstep [inline]", "MODE", "inline, background or lockstep", Mode);
    private static readonly Option<int?> PublishDelay = UsageError.Option("--publish-delay", "in lockstep: frames after which what was learned decides [1]", "K", WholeNumber, OptionText.Whole);
    private static readonly Option<double?> Realtime = UsageError.Option("--realtime", "hold the run to so many frames per second, as a game would be", "N", "a number such as 60", OptionText.Number);
    private static readonly Option<bool> MeasureNoise = new("--measure-noise") { Description = "time an empty loop as long as the learning budget after each frame", Arity = ArgumentArity.Zero };
    private static readonly Option<int?> Workers = UsageError.Option("--workers", "threads that work [one per processor]", "W", WholeNumber, OptionText.Whole);
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "a setting of the scenario (see list); may stand several times",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Config = UsageError.Option("--config", "options from a JSON file; the command line wins", "FILE", "a path", OptionText.Any);

    /// <summary>What a resumed run brings along.</summary>
    internal static Option[] Settled { get; } = [Scenario, Agents, Seed, Learner, Set, Config];

    /// <summary>Adds all of them.</summary>
    internal static void AddTo(Command command)
        => Add(command, [Scenario, Agents, Frames, Seed, Learner, LearnSteps, LearnBudget, LearnMode, PublishDelay, Realtime, MeasureNoise, Workers, Set, Config]);

    /// <summary>Adds those that matter to somebody who watches and sets the pace.</summary>
    internal static void AddLiveTo(Command command)
        => Add(command, [Scenario, Agents, Frames, Seed, Learner, LearnSteps, LearnBudget, LearnMode, PublishDelay, Workers, Set, Config]);

    /// <summary>Whether the command line says after how many frames to end.</summary>
    internal static bool HasFrames(ParseResult parsed) => parsed.GetResult(Frames) is not null;

    /// <summary>The config file; null for none.</summary>
    internal static string? ConfigOf(ParseResult parsed) => parsed.GetValue(Config);

    /// <summary>The options of a resumed run or the config file, what stands on the command line over them, and the check of all.</summary>
    /// <exception cref="UsageException">An option can't be read.</exception>
    /// <exception cref="SettingException">A value is unknown or out of its range.</exception>
    internal static RunOptions Read(ParseResult parsed, RunOptions? resumed, ScenarioCatalogue? catalogue = null)
    {
        catalogue ??= ScenarioCatalogue.Standard;
        RunOptions options = resumed ?? (parsed.GetValue(Config) is { } path ? RunOptionsFile.Read(path, catalogue) : new RunOptions { Catalogue = catalogue });
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

    /// <summary>Refuses what would change nothing beside the rest.</summary>
    private static void RequireEffect(ParseResult parsed, RunOptions options)
    {
        if (parsed.GetValue(LearnSteps) is { } steps && parsed.GetValue(LearnBudget) is not null)
        {
            throw new UsageException($"--learn-steps: expected none beside --learn-budget-ms, which takes its place, given {RunCommandLine.Text(steps)}.");
        }

        if (parsed.GetResult(PublishDelay) is not null && options.LearnMode != NeuroAgents.Agents.LearnMode.Lockstep)
        {
            throw new UsageException($"--publish-delay: expected --learn-mode lockstep beside it, given {NameOf(options.LearnMode)}.");
        }
    }

    /// <summary>What a mode is called on the command line.</summary>
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
