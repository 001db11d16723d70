using System.CommandLine;
using System.Globalization;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>scores</c>, which trains a reinforcement learner from scratch for each of several seeds and scores it as publications do.</summary>
internal static class ScoresVerb
{
    private const string SeedsExpected = "a seed such as 7, or a range such as 1-10";
    private const int MaxSeeds = 1000;
    private static readonly Argument<string?> s_task = new("task") { Description = "scenario with rewards (see list)" };
    private static readonly Option<int?> s_steps = TextOption.Create("--steps", "environment steps for each seed, over all agents [500000]", "N", "a whole number from 1", Steps);
    private static readonly Option<string?> s_seeds = TextOption.Create("--seeds", "seeds to train with [1-10]", "A-B", SeedsExpected, text => Seeds(text) is null ? null : text);
    private static readonly Option<int?> s_workers = TextOption.Create("--workers", "number of threads [1]", "W", "a whole number from 1 to 256", OptionText.Whole);

    internal static Command Create(ScenarioCatalogue catalogue)
    {
        Command command = new("scores", "Train a reinforcement learner from scratch for each seed, and score it.");
        command.Arguments.Add(s_task);
        foreach (Option option in (Option[])[.. RunArguments.LearnerChoices, s_steps, s_seeds, RunArguments.Set, s_workers, ReportJson.Option])
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Execute(parsed, catalogue));
        return command;
    }

    private static int Execute(ParseResult parsed, ScenarioCatalogue catalogue)
    {
        RunOptions options = RunArguments.ReadLearner(parsed, new RunOptions
        {
            Catalogue = catalogue, Scenario = parsed.GetValue(s_task)!, Learner = RunOptions.Ppo, Profile = LearnerProfile.Game, Workers = parsed.GetValue(s_workers) ?? 1,
            Set = SettingTexts.Read(parsed.GetValue(RunArguments.Set), new Dictionary<string, string>()),
        });
        Scenario scenario = options.FindScenario();
        if (!scenario.HasRewards)
        {
            string[] others = [.. catalogue.All.Where(each => each.HasRewards).Select(each => each.Name)];
            throw new UsageException($"task: expected a scenario with rewards, one of {string.Join(", ", others)}, received {options.Scenario}.");
        }

        options.Validate();
        if (scenario.Kinds > 1 && options.FindSelfPlay() is null)
        {
            throw new UsageException($"--profile: expected one with self-play, because {options.Scenario} has {scenario.Kinds} kinds of agents, received {Excerpt.Of(options.Profile!)}.");
        }

        options = options with { Agents = LearnerProfile.Load(options.Scenario, options.Learner, options.Profile!).Agents };
        string? json = parsed.GetValue(ReportJson.Option);
        OutputFile.RequireWritable("--json", json);
        TextWriter output = ReportJson.ForPeople(json);
        ulong[] seeds = Seeds(parsed.GetValue(s_seeds) ?? "1-10")!;
        long steps = parsed.GetValue(s_steps) ?? 500_000;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{options.Scenario}: {options.Learner}, profile {options.Profile}, {Counted.Text(options.Agents, "agent")}, {steps:N0} environment steps for each of {Counted.Text(seeds.Length, "seed")}"));
        using Interrupt interrupt = new();
        using Progress progress = new(output, seeds.Length);
        if (options.FindSelfPlay() is not null)
        {
            SelfPlayTable table = new(output);
            SelfPlayReport selfPlay = new SelfPlayScores(options, steps, seeds).Run(
                score =>
                {
                    progress.Clear();
                    table.Write(score);
                },
                progress.Show,
                interrupt.Token);
            progress.Clear();
            table.WriteSummary(selfPlay);
            OutputFile.Write(json, ReportJson.Serialize(selfPlay));
            return interrupt.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
        }

        output.WriteLine("  seed  training    greedy   seconds  brain");
        LearnerScoresReport report = new LearnerScores(options, steps, seeds).Run(
            score =>
            {
                progress.Clear();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.Seed,6}{score.TrainReturn,10:F2}{score.GreedyReturn,10:F2}{score.Seconds,10:F2}  {score.BrainHash}"));
            },
            progress.Show,
            interrupt.Token);
        progress.Clear();
        Write(output, report);
        OutputFile.Write(json, ReportJson.Serialize(report));
        return interrupt.IsRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static void Write(TextWriter output, LearnerScoresReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (report.MeanTrain is null)
        {
            output.WriteLine("no seed was completed");
            return;
        }

        string spread = report.Sd is null ? "" : string.Create(culture, $", deviation {report.Sd:F2}, interquartile mean {report.Iqm:F2}, 95 % interval {report.CiLow:F2} to {report.CiHigh:F2}");
        output.WriteLine(string.Create(culture, $"training  mean {report.MeanTrain:F2}{spread}"));
        output.WriteLine(string.Create(culture, $"greedy    mean {report.MeanGreedy:F2}"));
        if (report.Threshold is { } threshold)
        {
            output.WriteLine(string.Create(culture, $"solved    {report.AboveThreshold} of {Counted.Text(report.Seeds.Count, "seed")} with a training return of at least {threshold}"));
        }
    }

    private static int? Steps(string text) => OptionText.Whole(text) is { } steps and > 0 ? steps : null;

    /// <summary>Returns the seeds of a text such as <c>3</c> or <c>1-10</c>; null for any other text and for more than 1,000 seeds.</summary>
    private static ulong[]? Seeds(string text)
    {
        string[] parts = text.Split('-');
        return parts.Length is 1 or 2 && OptionText.Natural(parts[0]) is { } first && OptionText.Natural(parts[^1]) is { } last && last >= first && last - first < MaxSeeds
            ? [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => first + (ulong)i)]
            : null;
    }

    /// <summary>A progress line, overwritten in place on a terminal. Nothing is written to a pipe.</summary>
    private sealed class Progress(TextWriter output, int seeds) : IDisposable
    {
        private const int BarWidth = 24;
        private readonly bool _isTerminal = ReferenceEquals(output, Console.Out) ? !Console.IsOutputRedirected : !Console.IsErrorRedirected;
        private int _length;

        internal void Show(int place, double share)
        {
            if (!_isTerminal)
            {
                return;
            }

            int filled = (int)(BarWidth * (place + share) / seeds);
            string line = string.Create(CultureInfo.InvariantCulture, $"{new string('━', filled)}{new string(' ', BarWidth - filled)} seed {place + 1} of {seeds}, {share:P0}");
            output.Write('\r' + line.PadRight(_length));
            _length = line.Length;
        }

        internal void Clear()
        {
            if (_length > 0)
            {
                output.Write('\r' + new string(' ', _length) + '\r');
                _length = 0;
            }
        }

        public void Dispose() => Clear();
    }
}
