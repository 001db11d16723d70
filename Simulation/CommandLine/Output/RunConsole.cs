using System.Globalization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>The screen output of <c>run</c>: on a terminal a live line and then a table, in a pipe only a plain table.</summary>
internal sealed class RunConsole(RunOptions options, TextWriter writer)
{
    private readonly IAnsiConsole _console = PlainInPipes.Create(writer);

    /// <summary>Calls a function, with a live line if the terminal can show one, and returns its result.</summary>
    internal T Run<T>(Func<IRunObserver?, T> run)
    {
        _console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Scenario}: {Counted.Text(options.Agents, "agent")}, {Counted.Text(options.Frames, "frame")}, seed {options.Seed}, learner {options.Learner}{(options.WarmUpFrames > 0 ? $" after {Counted.Text(options.WarmUpFrames, "frame")} of imitation" : "")}, {Counted.Text(options.Workers, "worker")}"));
        return _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi
            ? _console.Live(new Text("starting")).AutoClear(true).Start(context => run(new LiveLine(context)))
            : run(null);
    }

    internal void WriteLine(string line) => _console.WriteLine(line);

    /// <summary>Writes the summary.</summary>
    /// <param name="report">The result.</param>
    /// <param name="record">The measurements of its frames.</param>
    internal void Write(RunReport report, RunRecord record)
    {
        if (report.Frames < options.Frames)
        {
            _console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"interrupted after {Counted.Text(report.Frames, "frame")}"));
        }

        WriteScores(report);
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (report.EnvironmentSteps is { } steps)
        {
            string newest = report.ReturnLast100 is { } value ? string.Create(culture, $"return {value:F2} of the newest 100 episodes, length {report.EpisodeLength:F1}") : "no episode finished";
            _console.WriteLine(string.Create(culture, $"rewards   {newest}; {Counted.Text(report.Episodes ?? 0, "episode")}, {Counted.Text(steps, "environment step")}"));
        }

        if (options.LearnsFromRewards)
        {
            string figures = report.Entropy is null ? "" : report.Kl is null ? string.Create(culture, $"; entropy {report.Entropy:G3}, value loss {report.ValueLoss:G3}")
                : string.Create(culture, $"; entropy {report.Entropy:G3}, KL {report.Kl:G3}, value loss {report.ValueLoss:G3}, explained variance {report.ExplainedVariance:F2}");
            _console.WriteLine(string.Create(culture, $"learned   {Counted.Text(report.LearnSteps, "minibatch", "minibatches")}, {Counted.Text(report.SamplesLearned, "row")}{figures}"));
        }
        else if (report.LossLast is { } last)
        {
            string against = report.HeldOut is null ? string.Create(culture, $"; a constant guess has {report.LabelVariance:G3}") : "";
            string first = report.LossFirst is { } value ? string.Create(culture, $"{value:G3} at the start, ") : "";
            string mean = record.FramesLearned <= RunRecord.Window ? string.Create(culture, $"{last:G3} on average") : string.Create(culture, $"{first}{last:G3} at the end");
            _console.WriteLine($"loss      {mean}{against}");
            _console.WriteLine(string.Create(culture, $"learned   {Counted.Text(report.LearnSteps, "minibatch", "minibatches")}, {Counted.Text(report.SamplesLearned, "row")}"));
        }
        else if (options.Learner == RunOptions.Imitation && (options.LearnSteps > 0 || options.LearnBudgetMs is not null))
        {
            _console.WriteLine($"learned   {WhyNothing(report, record)}");
        }

        if (report.Lessons is { } lessons)
        {
            _console.WriteLine($"lessons   {string.Join(", ", lessons.Select(lesson => FormattableString.Invariant($"{lesson.Key} {lesson.Value}")))}");
        }

        if (report.HeldOut is { } heldOut)
        {
            string stopped = heldOut.StoppedAt is { } stop ? string.Create(culture, $"; learning stopped at frame {stop:N0} and restored its best weights") : "";
            _console.WriteLine(string.Create(culture, $"held out  loss {heldOut.Loss:G3}, lowest {heldOut.LowestLoss:G3}{stopped}"));
        }

        FrameStatistics frame = report.FrameMs;
        _console.WriteLine(string.Create(culture, $"frame     {frame.P50:F2} ms median, {frame.P99:F2} ms 99th percentile, {frame.Max:F2} ms longest"));
        PhaseStatistics phase = report.PhaseMs;
        _console.WriteLine(string.Create(
            culture, $"mean      sense {phase.Sense:F2} ms, decide {phase.Decide:F2} ms, act {phase.Act:F2} ms, learn {phase.Learn:F2} ms"));
        if (options.LearnBudgetMs is { } budget)
        {
            FrameStatistics learn = report.LearnMs;
            _console.WriteLine(string.Create(
                culture, $"budget    {budget} ms for learning: {learn.P50:F2} ms median, {learn.P99:F2} ms 99th percentile, {Counted.Text(report.BudgetOverruns, "frame")} over budget"));
        }

        if (report.RefusedRows + report.Rollbacks > 0)
        {
            _console.WriteLine(string.Create(culture, $"guard     {Counted.Text(report.RefusedRows, "row")} refused, {Counted.Text(report.Rollbacks, "rollback")} to the last good weights"));
        }

        if (report.AllocatedBytes is { } bytes)
        {
            _console.WriteLine(string.Create(culture, $"garbage   {Counted.Text(bytes, "byte")} allocated, {Counted.Text(report.GcCollections ?? 0, "collection")} from frame 300 on"));
        }

        _console.WriteLine($"hashes    state {report.StateHash}, brain {report.BrainHash}");
    }

    private void WriteScores(RunReport report)
    {
        if (report is { ScoreUntrained: { } untrained, ScoreTrained: { } trained })
        {
            ScoreTable.Write(_console, options.FindScenario(), untrained, trained, report.ScoreTeacher);
        }
    }

    /// <summary>Returns the reason why no minibatch was learned in the reported frames. A resumed run may have learned some before.</summary>
    private string WhyNothing(RunReport report, RunRecord record)
    {
        string before = report.LearnSteps == 0 ? "" : $" in {Counted.Text(report.Frames, "frame")} ({Counted.Text(report.LearnSteps, "minibatch", "minibatches")} before)";
        return (record.HasMinibatch, options.LearnBudgetMs) switch
        {
            (false, _) => $"nothing{before}: fewer labelled rows than a minibatch needs",
            (_, { } budget) => string.Create(CultureInfo.InvariantCulture, $"nothing{before}: no minibatch fits the budget of {budget} ms per frame"),
            _ => $"nothing{before}: no minibatch was finished",
        };
    }

    /// <summary>A line that shows the progress and is overwritten in place.</summary>
    private sealed class LiveLine(LiveDisplayContext context) : IRunObserver
    {
        private const int BarWidth = 24;

        public void Advance(in RunProgress progress)
        {
            int filled = (int)((long)progress.Frame * BarWidth / progress.Frames);
            string loss = float.IsNaN(progress.Loss) ? "–" : progress.Loss.ToString("G3", CultureInfo.InvariantCulture);
            TimeSpan left = TimeSpan.FromSeconds(Math.Min(progress.SecondsLeft, 359_999));
            Show(
                new string('━', filled),
                new string('━', BarWidth - filled),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $" {progress.Frame:N0}/{progress.Frames:N0}  {progress.FramesPerSecond:N0} frames/s  loss {loss}  score {progress.Score:F2}  {(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left"));
        }

        public void StartScoring(string what) => Show(new string('━', BarWidth), "", $" scoring: {what}");

        private void Show(string done, string open, string text)
            => context.UpdateTarget(new Columns([new Markup($"[green]{done}[/][grey]{open}[/]{Markup.Escape(text)}")]) { Padding = new Padding(0, 0), Expand = false });
    }
}
