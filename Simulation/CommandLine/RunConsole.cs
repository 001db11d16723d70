using System.Globalization;
using NeuroAgents.Simulation.Running;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>What a person sees of a run: on a terminal a live line, then a table; in a pipe the table alone, plain.</summary>
internal sealed class RunConsole(RunOptions options, TextWriter writer)
{
    private readonly IAnsiConsole _console = PlainInPipes.Create(writer);

    /// <summary>Runs with a live line where the terminal can show one.</summary>
    internal T Run<T>(Func<IRunObserver?, T> run)
    {
        _console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Scenario}: {options.Agents:N0} agents, {options.Frames:N0} frames, seed {options.Seed}, learner {options.Learner}, {Plural(options.Workers, "worker")}"));
        return _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi
            ? _console.Live(new Text("starting")).AutoClear(true).Start(context => run(new LiveLine(context)))
            : run(null);
    }

    internal void WriteLine(string line) => _console.WriteLine(line);

    /// <summary>Writes the summary.</summary>
    internal void Write(RunReport report)
    {
        if (report.Frames < options.Frames)
        {
            _console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"interrupted after {report.Frames:N0} frames"));
        }

        WriteScores(report);
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (report.LossLast is { } last)
        {
            string against = report.HeldOut is null ? string.Create(culture, $"; the same guess for all agents has {report.LabelVariance:G3}") : "";
            string first = report.LossFirst is { } value ? string.Create(culture, $"{value:G3} at first, ") : "";
            _console.WriteLine(string.Create(culture, $"loss      {first}{last:G3} at last{against}"));
            _console.WriteLine(string.Create(culture, $"learned   {Plural(report.LearnSteps, "minibatch", "minibatches")}, {report.SamplesLearned:N0} rows"));
        }

        else if (options.Learner == RunOptions.Imitation && options.LearnSteps > 0)
        {
            _console.WriteLine("learned   nothing: fewer labelled rows than a minibatch takes");
        }

        if (report.HeldOut is { } heldOut)
        {
            string stopped = heldOut.StoppedAt is { } stop ? string.Create(culture, $"; learning stopped at frame {stop:N0} and took back its best weights") : "";
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
                culture, $"budget    {budget} ms to learn: {learn.P50:F2} ms median, {learn.P99:F2} ms 99th percentile, {Plural(report.BudgetOverruns, "frame")} over it"));
        }

        if (report.RefusedRows + report.Rollbacks > 0)
        {
            _console.WriteLine(string.Create(culture, $"guard     {Plural(report.RefusedRows, "row")} refused, {Plural(report.Rollbacks, "return")} to the last good weights"));
        }

        if (report.AllocatedBytes is { } bytes)
        {
            _console.WriteLine(string.Create(culture, $"garbage   {Plural(bytes, "byte")} allocated, {Plural(report.GcCollections ?? 0, "collection")} from frame 300 on"));
        }

        _console.WriteLine($"hashes    state {report.StateHash}, brain {report.BrainHash}");
    }

    private void WriteScores(RunReport report)
    {
        if (report is not { ScoreUntrained: { } untrained, ScoreTrained: { } trained, ScoreTeacher: { } teacher })
        {
            return;
        }

        ScoreTable.Write(_console, report.Scenario, [("untrained", untrained), ("trained", trained), ("teacher", teacher)]);
    }

    private static string Plural(long count, string one, string? many = null)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>One line that is written over.</summary>
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
