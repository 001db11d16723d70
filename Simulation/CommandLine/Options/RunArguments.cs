using System.CommandLine;
using System.Text.Json;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options that define a run, shared by <c>run</c> and the viewer.</summary>
public static class RunArguments
{
    private const string WholeNumber = "a whole number below 2147483648";
    private static readonly Option<string?> s_scenario = TextOption.Create("--scenario", "scenario to run (see list) [forage]", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> s_agents = TextOption.Create("--agents", "number of agents [4096]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<int?> s_frames = TextOption.Create("--frames", "number of frames of 1/60 s to run [3600]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<ulong?> s_seed = TextOption.Create("--seed", "random seed [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<string?> s_learner = TextOption.Create("--learner", "learning algorithm: imitation, ppo, pqn, dqn, sac or none [imitation]", "NAME", "a name", OptionText.Any);
    private static readonly Option<string?> s_profile = TextOption.Create("--profile", "hyper-parameters and number of agents of a reinforcement learner [game]", "NAME", "a name", OptionText.Any);
    private static readonly Option<string?> s_learnerOptions = TextOption.Create("--learner-options", "read the hyper-parameters of a reinforcement learner from a JSON file, in place of the profile's", "FILE", "a path", OptionText.Any);
    private static readonly Option<int?> s_warmUpFrames = TextOption.Create("--warm-up-frames", "frames of imitation before the run; ppo then goes on from what the brains have learned [0]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<string?> s_demonstrations = TextOption.Create("--demonstrations", "start with the recording of --write-demonstrations or of a game, and learn from it in place of the teacher; for imitation, dqn and sac", "FILE", "a path", OptionText.Any);
    private static readonly Option<string?> s_curriculum = TextOption.Create("--curriculum", "read lessons for settings of the scenario from a JSON file; lessons advance by the mean return", "FILE", "a path", OptionText.Any);
    private static readonly Option<int?> s_learnSteps = TextOption.Create("--learn-steps", "minibatches per frame [1]", "K", WholeNumber, OptionText.Whole);
    private static readonly Option<double?> s_learnBudget = TextOption.Create("--learn-budget-ms", "learning time per frame in ms, instead of --learn-steps", "MS", "a number such as 1.5", OptionText.Number);
    private static readonly Option<LearnMode?> s_learnMode = TextOption.Create("--learn-mode", "where learning runs: inline, background or lockstep [inline]", "MODE", "inline, background or lockstep", Mode);
    private static readonly Option<int?> s_publishDelay = TextOption.Create("--publish-delay", "frames until learned weights are used; only in lockstep [1]", "K", WholeNumber, OptionText.Whole);
    private static readonly Option<double?> s_realtime = TextOption.Create("--realtime", "limit the run to N frames per second, like a game", "N", "a number such as 60", OptionText.Number);
    private static readonly Option<bool> s_measureNoise = TextOption.Flag("--measure-noise", "after each frame, time an empty loop as long as the learning budget");
    private static readonly Option<int?> s_workers = TextOption.Create("--workers", "number of threads [one per processor]", "W", WholeNumber, OptionText.Whole);

    /// <summary><c>--set</c>: a setting of the scenario.</summary>
    internal static readonly Option<string[]> Set = new("--set")
    {
        Description = "setting of the scenario (see list); can be repeated",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> s_config = TextOption.Create("--config", "read options from a JSON file; the command line overrides them", "FILE", "a path", OptionText.Any);

    /// <summary>The options that a saved run contains, so they cannot be combined with <c>--resume</c>.</summary>
    public static IReadOnlyList<Option> FixedByResume { get; } = [s_scenario, s_agents, s_seed, s_learner, s_profile, s_learnerOptions, s_warmUpFrames, s_demonstrations, s_curriculum, Set, s_config];

    /// <summary>Adds all options to a command.</summary>
    internal static void AddTo(Command command)
        => Add(command, [s_scenario, s_agents, s_frames, s_seed, s_learner, s_profile, s_learnerOptions, s_warmUpFrames, s_demonstrations, s_curriculum, s_learnSteps, s_learnBudget, s_learnMode, s_publishDelay, s_realtime, s_measureNoise, s_workers, Set, s_config]);

    /// <summary>Adds the options of a run with a window: all except <c>--realtime</c> and <c>--measure-noise</c>.</summary>
    /// <param name="command">The command to add them to.</param>
    public static void AddLiveTo(Command command)
        => Add(command, [s_scenario, s_agents, s_frames, s_seed, s_learner, s_profile, s_learnerOptions, s_demonstrations, s_curriculum, s_learnSteps, s_learnBudget, s_learnMode, s_publishDelay, s_workers, Set, s_config]);

    /// <summary>Returns whether the command line sets the number of frames.</summary>
    public static bool HasFrames(ParseResult parsed) => parsed.GetResult(s_frames) is not null;

    /// <summary>Returns the path of the config file; null for none.</summary>
    internal static string? ConfigOf(ParseResult parsed) => parsed.GetValue(s_config);

    /// <summary>Reads the options of a resumed run or of the config file, applies the command line to them, and validates the result.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="resumed">Options of the saved run to resume; null for none.</param>
    /// <param name="catalogue">The scenarios that can be run; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    /// <exception cref="UsageException">An option cannot be parsed, or it has no effect with the others.</exception>
    /// <exception cref="SettingException">A value is unknown or out of range.</exception>
    public static RunOptions Read(ParseResult parsed, RunOptions? resumed, ScenarioCatalogue? catalogue = null)
    {
        catalogue ??= ScenarioCatalogue.Standard;
        RunOptions options = resumed ?? (parsed.GetValue(s_config) is { } path ? ReadConfig(path, catalogue) : new RunOptions { Catalogue = catalogue });
        options = options with
        {
            Scenario = parsed.GetValue(s_scenario) ?? options.Scenario,
            Agents = parsed.GetValue(s_agents) ?? options.Agents,
            Frames = parsed.GetValue(s_frames) ?? options.Frames,
            Seed = parsed.GetValue(s_seed) ?? options.Seed,
            Learner = parsed.GetValue(s_learner) ?? options.Learner,
            Profile = parsed.GetValue(s_profile) ?? options.Profile,
            LearnerOptions = ReadLearnerOptions(parsed) ?? options.LearnerOptions,
            WarmUpFrames = parsed.GetValue(s_warmUpFrames) ?? options.WarmUpFrames,
            Demonstrations = parsed.GetValue(s_demonstrations) ?? options.Demonstrations,
            Curriculum = ReadCurriculum(parsed) ?? options.Curriculum,
            LearnSteps = parsed.GetValue(s_learnSteps) ?? options.LearnSteps,
            LearnBudgetMs = parsed.GetValue(s_learnBudget) ?? (parsed.GetResult(s_learnSteps) is null ? options.LearnBudgetMs : null),
            LearnMode = parsed.GetValue(s_learnMode) ?? options.LearnMode,
            PublishDelay = parsed.GetValue(s_publishDelay) ?? options.PublishDelay,
            Realtime = parsed.GetValue(s_realtime) ?? options.Realtime,
            MeasureNoise = parsed.GetValue(s_measureNoise) || options.MeasureNoise,
            Workers = parsed.GetValue(s_workers) ?? options.Workers,
            Set = SettingTexts.Read(parsed.GetValue(Set), options.Set),
        };
        options.Validate();
        if (options.LearnsFromRewards && resumed is null && parsed.GetResult(s_agents) is null && options.Agents == new RunOptions().Agents)
        {
            options = options with { Agents = LearnerProfile.Load(options.Scenario, options.Learner, options.Profile ?? LearnerProfile.Game).Agents };
        }

        RequireEffect(parsed, options);
        return options;
    }

    /// <summary>The options that choose a reinforcement learner, its hyper-parameters and its curriculum.</summary>
    internal static IReadOnlyList<Option> LearnerChoices { get; } = [s_learner, s_profile, s_learnerOptions, s_warmUpFrames, s_curriculum];

    /// <summary>Returns the options with the learner, profile, hyper-parameters and curriculum that the command line chooses.</summary>
    internal static RunOptions ReadLearner(ParseResult parsed, RunOptions options) => options with
    {
        Learner = parsed.GetValue(s_learner) ?? options.Learner,
        Profile = parsed.GetValue(s_profile) ?? options.Profile,
        LearnerOptions = ReadLearnerOptions(parsed) ?? options.LearnerOptions,
        WarmUpFrames = parsed.GetValue(s_warmUpFrames) ?? options.WarmUpFrames,
        Curriculum = ReadCurriculum(parsed) ?? options.Curriculum,
    };

    private static JsonElement? ReadCurriculum(ParseResult parsed)
    {
        if (parsed.GetValue(s_curriculum) is not { } path)
        {
            return null;
        }

        byte[] json = InputFile.Read("--curriculum", path, File.ReadAllBytes);
        ScenarioCurriculum.Read(json, path, seed: 0);
        return JsonElement.Parse(json);
    }

    private static JsonElement? ReadLearnerOptions(ParseResult parsed)
    {
        if (parsed.GetValue(s_learnerOptions) is not { } path)
        {
            return null;
        }

        byte[] json = InputFile.Read("--learner-options", path, File.ReadAllBytes);
        RunOptions.ReadLearner(json, path);
        return JsonElement.Parse(json);
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
        if (parsed.GetValue(s_learnSteps) is { } steps && parsed.GetValue(s_learnBudget) is not null)
        {
            throw new UsageException($"--learn-steps: expected nothing together with --learn-budget-ms, which replaces it, received {RunCommandLine.Text(steps)}.");
        }

        if (parsed.GetResult(s_publishDelay) is not null && options.LearnMode != LearnMode.Lockstep)
        {
            throw new UsageException($"--publish-delay: expected --learn-mode lockstep, received {NameOf(options.LearnMode)}.");
        }
    }

    /// <summary>Returns the name of a mode on the command line.</summary>
    internal static string NameOf(LearnMode mode) => mode switch
    {
        LearnMode.Background => "background",
        LearnMode.Lockstep => "lockstep",
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
        "inline" => LearnMode.Inline,
        "background" => LearnMode.Background,
        "lockstep" => LearnMode.Lockstep,
        _ => null,
    };
}
