using System.CommandLine;
using System.Globalization;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>eval</c>, which plays a saved brain without learning and compares its score with an untrained brain's and the teacher's.</summary>
internal static class EvalVerb
{
    private const string WholeNumber = "a whole number below 2147483648";
    private static readonly Argument<string> s_file = new("file") { Description = "brain saved by run --save-brain or by a game", HelpName = "FILE" };
    private static readonly Option<string?> s_scenario = TextOption.Create("--scenario", "scenario to play (see list) [forage]", "NAME", "a name", OptionText.Any);
    private static readonly Option<int?> s_agents = TextOption.Create("--agents", "number of agents [4096]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<int?> s_frames = TextOption.Create("--frames", "number of frames per score [as for the scores of run]", "N", WholeNumber, OptionText.Whole);
    private static readonly Option<ulong?> s_seed = TextOption.Create("--seed", "seed of the world [1]", "S", "a whole number from 0", OptionText.Natural);
    private static readonly Option<int?> s_workers = TextOption.Create("--workers", "number of threads [one per processor]", "W", "a whole number from 1 to 256", OptionText.Threads);

    internal static Command Create(ScenarioCatalogue catalogue)
    {
        Command command = new("eval", "Play a saved brain without learning, and score it.") { s_file };
        foreach (Option option in (Option[])[s_scenario, s_agents, s_frames, s_seed, s_workers, RunArguments.Set, ReportJson.Option])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Execute(parsed, catalogue));
        return command;
    }

    private static int Execute(ParseResult parsed, ScenarioCatalogue catalogue)
    {
        RunOptions options = ReadOptions(parsed, catalogue);
        string? json = parsed.GetValue(ReportJson.Option);
        string path = parsed.GetValue(s_file)!;
        new DistinctFiles().Reads("FILE", path).Writes("--json", json);
        OutputFile.RequireWritable("--json", json);
        SavedBrain saved = InputFile.Read("FILE", path, SavedBrain.Load);
        IAnsiConsole console = PlainInPipes.Create(ReportJson.ForPeople(json));
        InputFile.ReportSkipped(saved.SkippedFiles, saved.Origin, console.WriteLine);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Excerpt.OneLine(saved.Name)}, trained on {Counted.Text(saved.LearnSteps, "minibatch", "minibatches")}, in {options.Scenario}: {Counted.Text(options.Agents, "agent")}, {Counted.Text(options.Frames, "frame")}, seed {options.Seed}"));
        BrainEvaluation evaluation = new(saved, options);
        if (evaluation.IsMatchedByOrder)
        {
            console.WriteLine($"note: inputs and outputs have no names in the file; they are those of {options.Scenario} in their order");
        }

        if (!evaluation.Schema.IsSameSchema)
        {
            console.WriteLine($"note: {evaluation.Schema}");
        }

        using Interrupt interrupt = new();
        try
        {
            BrainEvaluationReport report = evaluation.Run(null, interrupt.Token);
            ScoreTable.Write(console, options.FindScenario(), report.ScoreUntrained, report.ScoreTrained, report.ScoreTeacher);
            WriteReturns(console, report);
            OutputFile.Write(json, ReportJson.Serialize(report));
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            console.WriteLine("interrupted before all scores were measured");
            return ExitCode.Interrupted;
        }
    }

    private static void WriteReturns(IAnsiConsole console, BrainEvaluationReport report)
    {
        if (report.EpisodesTrained is not null)
        {
            string teacher = report.EpisodesTeacher is null ? "" : $", teacher {Text(report.ReturnTeacher)}";
            string episodes = report.EpisodesTeacher is { } number
                ? string.Create(CultureInfo.InvariantCulture, $"{report.EpisodesUntrained:N0}, {report.EpisodesTrained:N0} and {number:N0}")
                : string.Create(CultureInfo.InvariantCulture, $"{report.EpisodesUntrained:N0} and {report.EpisodesTrained:N0}");
            console.WriteLine($"return    untrained {Text(report.ReturnUntrained)}, trained {Text(report.ReturnTrained)}{teacher}; {episodes} episodes");
        }

        static string Text(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "–";
    }

    private static RunOptions ReadOptions(ParseResult parsed, ScenarioCatalogue catalogue)
    {
        RunOptions options = new() { Catalogue = catalogue };
        options = options with
        {
            Scenario = parsed.GetValue(s_scenario) ?? options.Scenario,
            Learner = RunOptions.None,
            Agents = parsed.GetValue(s_agents) ?? options.Agents,
            Seed = parsed.GetValue(s_seed) ?? options.Seed,
            Workers = parsed.GetValue(s_workers) ?? options.Workers,
            Set = SettingTexts.Read(parsed.GetValue(RunArguments.Set), options.Set),
        };
        options.Frames = parsed.GetValue(s_frames) ?? Evaluation.FramesFor(options with { Agents = Math.Max(1, options.Agents) });
        options.Validate();
        return options;
    }
}
