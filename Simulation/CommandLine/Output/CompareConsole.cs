using System.Globalization;
using NeuroAgents.Simulation.Benchmarks.Comparison;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>The screen output of <c>compare</c>: on a terminal a live line and then tables, in a pipe only plain tables.</summary>
internal sealed class CompareConsole(TextWriter writer)
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;
    private readonly IAnsiConsole _console = PlainInPipes.Create(writer);

    internal T Run<T>(string title, Func<Action<string, double>, T> run)
    {
        _console.WriteLine(title);
        return _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi
            ? _console.Live(new Text("starting")).AutoClear(true).Start(context => run((name, share) => context.UpdateTarget(new Text($"{share,4:P0}  {name}"))))
            : run((_, _) => { });
    }

    internal void WriteLine(string line) => _console.WriteLine(line);

    internal void Write(ComparisonReport report)
    {
        string rows = report.Rows < report.RowsInFile
            ? string.Create(s_culture, $"{report.Rows:N0} of {report.RowsInFile:N0} rows") : string.Create(s_culture, $"{report.Rows:N0} rows");
        _console.WriteLine(string.Create(s_culture, $"{report.Task}, {rows}, network {report.Network} (ReLU), seed {report.Seed}; all rows below start from the same weights"));
        _console.WriteLine(string.Create(
            s_culture, $"loss {report.LossStart:G3} at the start, {report.LossConstant:G3} for the best constant answer, {report.LossTarget:G3} to reach"));
        WriteBatches(report);
        _console.WriteLine("a cosine of 1 means a step along the gradient over all rows; above the largest stable rate the loss does not fall or explodes; – means that the loss was not reached");
        WriteOptimizers(report);
        _console.WriteLine(Conclusion(report));
        _console.WriteLine(string.Create(s_culture, $"{report.Seconds:F0} s on {report.Machine}"));
    }

    private void WriteBatches(ComparisonReport report)
    {
        Table table = NewTable(
            "plain steps", "cosine with the full gradient", "largest stable rate", "best rate", "steps to the loss", "epochs", "time", "time per step",
            string.Create(s_culture, $"speed-up with {report.Workers} worker{(report.Workers == 1 ? "" : "s")}"));
        foreach (BatchResult batch in report.Batches)
        {
            table.AddRow([.. ((string[])[batch.Name, batch.MeanCosine.ToString("F3", s_culture), Rate(batch.LargestStableRate), Rate(batch.Rate), Whole(batch.Steps),
                batch.Epochs?.ToString("F1", s_culture) ?? "–", Time(batch.Seconds), Time(batch.StepUs / 1e6),
                batch.Speedup.ToString("F2", s_culture)]).Select(cell => new Text(cell))]);
        }

        _console.Write(table);
    }

    private void WriteOptimizers(ComparisonReport report)
    {
        string first = string.Create(s_culture, $"optimizer, minibatch {ComparisonRunner.ReferenceBatch}");
        Table table = NewTable(first, "default rate", "steps at default", "best rate tried", "steps at best", "time");
        foreach (OptimizerResult optimizer in report.Optimizers)
        {
            table.AddRow([.. ((string[])[optimizer.Name, Rate(optimizer.DefaultRate), Whole(optimizer.StepsAtDefault), Rate(optimizer.BestRate),
                Whole(optimizer.StepsAtBest), Time(optimizer.Seconds)]).Select(cell => new Text(cell))]);
        }

        _console.Write(table);
    }

    private static string Conclusion(ComparisonReport report)
    {
        BatchResult all = report.Batches[0], single = report.Batches[1];
        if (report.Batches.Skip(2).Where(batch => batch.Seconds is not null).MinBy(batch => batch.Seconds) is not { } best)
        {
            return "no minibatch reached the loss";
        }

        return string.Create(s_culture,
            $"time to the loss: {Time(best.Seconds)} with {best.Name}, {Time(all.Seconds)} with gradient descent, {Time(single.Seconds)} with single points; ")
            + string.Create(s_culture, $"{best.Name} against single points: cosine {best.MeanCosine:F2} and {single.MeanCosine:F2}, stable rate {Rate(best.LargestStableRate)} and {Rate(single.LargestStableRate)}");
    }

    private static string Rate(double? rate) => rate?.ToString("G4", s_culture) ?? "–";

    private static string Whole(long? count) => count?.ToString("N0", s_culture) ?? "–";

    private static string Time(double? seconds) => seconds switch
    {
        null => "–",
        < 1e-3 => (1e6 * seconds.Value).ToString("F1", s_culture) + " µs",
        < 1 => (1e3 * seconds.Value).ToString("F1", s_culture) + " ms",
        _ => seconds.Value.ToString("F2", s_culture) + " s",
    };

    private Table NewTable(string first, params string[] others)
    {
        Table table = new() { Border = _console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None };
        table.AddColumn(first);
        foreach (string other in others)
        {
            table.AddColumn(new TableColumn(other).RightAligned());
        }

        return table;
    }
}
