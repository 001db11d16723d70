using System.Diagnostics;
using System.Globalization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Tables;
using NeuroAgents.Training;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>The screen output of <c>fit</c>: on a terminal a progress bar, then chart and result; in a pipe chart and result, plain.</summary>
internal sealed class FitConsole(TextWriter writer)
{
    private const int MaxClassesShown = 20;
    private const int MaxNoteLength = 1000;
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;
    private readonly IAnsiConsole _console = PlainInPipes.Create(writer);

    internal TableFitReport Run(string title, Func<Action<TableFitProgress>, TableFitReport> run)
    {
        _console.WriteLine(title);
        if (!_console.Profile.Capabilities.Interactive || !_console.Profile.Capabilities.Ansi)
        {
            return run(_ => { });
        }

        Progress progress = _console.Progress().AutoClear(true).AutoRefresh(false)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
        return progress.Start(context =>
        {
            ProgressTask task = context.AddTask("starting");
            context.Refresh();
            long shown = 0;
            return run(done =>
            {
                if (Stopwatch.GetElapsedTime(shown) > s_refresh)
                {
                    shown = Stopwatch.GetTimestamp();
                    (task.MaxValue, task.Value, task.Description) = (done.All, done.Done, Describe(done));
                    context.Refresh();
                }
            });
        });
    }

    internal void WriteLine(string line) => _console.WriteLine(line);

    internal void Write(TableFitReport report, TableFit fit)
    {
        foreach (string note in report.Notes)
        {
            _console.WriteLine($"note: {Excerpt.OneLine(note, MaxNoteLength)}");
        }

        _console.WriteLine(Describe(report.Chosen));
        bool hasValidation = report.ValidationLoss is not null;
        foreach (string line in HistoryChart.Draw(fit.History["loss"], hasValidation ? fit.History["val_loss"] : []))
        {
            _console.WriteLine(line);
        }

        string classes = report.Classes is { } count ? $" of {count} classes" : "";
        _console.WriteLine(string.Create(s_culture, $"{report.Task}{classes}, {Counted.Text(report.Rows, "row")}, {Counted.Text(report.Features, "input")}"));
        string end = report.StoppedEarly ? ", stopped early" : "";
        _console.WriteLine(string.Create(s_culture, $"epochs    {report.Epochs}{end}; best epoch {report.BestEpoch}; {report.Seconds:F1} s"));
        string validation = report.ValidationLoss is { } value ? string.Create(s_culture, $", validation {value:G4}") : "";
        _console.WriteLine(string.Create(s_culture, $"loss      training {report.TrainLoss:G4}{validation}, test {report.TestLoss:G4}"));
        if (fit.Confusion is { } confusion)
        {
            WriteConfusion(confusion, fit.Target.Classes);
            _console.WriteLine(string.Create(s_culture, $"test accuracy {report.TestAccuracy:F4}"));
        }
        else
        {
            string r2 = report.TestR2 is { } score ? score.ToString("F4", s_culture) : "undefined (all test rows have the same value)";
            _console.WriteLine(string.Create(s_culture, $"test R² {r2}, mean absolute error {report.TestMeanAbsoluteError:G4}"));
        }
    }

    private static string Describe(TableChoice chosen)
    {
        string network = chosen.Hidden.Count == 0 ? "no hidden layer" : $"hidden {string.Join(',', chosen.Hidden)} {chosen.Activation}";
        string how = chosen.Folds > 1 ? $": best of {chosen.Candidates} in {chosen.Folds}-fold cross-validation"
            : chosen.Folds == 1 ? $": best of {chosen.Candidates} on the validation rows" : "";
        return string.Create(s_culture, $"network   {network}, learning rate {chosen.LearningRate:G4}, weight decay {chosen.WeightDecay:G4}{how}");
    }

    private static string Describe(TableFitProgress done)
    {
        if (done.Logs is not { } logs)
        {
            return $"search: training {done.Done} of {done.All}";
        }

        string validation = logs.Names.Contains("val_loss") ? string.Create(s_culture, $", validation {logs["val_loss"]:G3}") : "";
        return string.Create(s_culture, $"epoch {done.Done} of at most {done.All}, loss {logs["loss"]:G3}{validation}");
    }

    private void WriteConfusion(ConfusionMatrix confusion, string[] names)
    {
        if (names.Length > MaxClassesShown)
        {
            WriteMistakes(confusion, names);
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("actual \\ predicted"));
        if (!_console.Profile.Out.IsTerminal)
        {
            table.Border(TableBorder.None);
        }

        foreach (string name in names)
        {
            table.AddColumn(new TableColumn(Markup.Escape(Excerpt.OneLine(name))).RightAligned());
        }

        for (int actual = 0; actual < names.Length; actual++)
        {
            int row = actual;
            table.AddRow([new Text(Excerpt.OneLine(names[row])), .. Enumerable.Range(0, names.Length).Select(found => new Text(
                confusion[row, found] == 0 ? "·" : confusion[row, found].ToString(s_culture)))]);
        }

        _console.Write(table);
    }

    /// <summary>Writes the most frequent mistakes, because a matrix of many classes does not fit a screen.</summary>
    private void WriteMistakes(ConfusionMatrix confusion, string[] names)
    {
        int classes = names.Length;
        foreach ((int actual, int found) in Enumerable.Range(0, classes * classes).Select(i => (Actual: i / classes, Found: i % classes))
            .Where(pair => pair.Actual != pair.Found && confusion[pair.Actual, pair.Found] > 0).OrderByDescending(pair => confusion[pair.Actual, pair.Found]).Take(10))
        {
            _console.WriteLine(string.Create(s_culture, $"mistake   {Excerpt.OneLine(names[actual])} predicted as {Excerpt.OneLine(names[found])}: {confusion[actual, found]}"));
        }
    }
}
