using System.Globalization;
using NeuroAgents.Simulation.Benchmarks;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>The screen output of <c>bench</c>: on a terminal a live line and then tables, in a pipe only plain tables.</summary>
internal sealed class BenchConsole(TextWriter writer)
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;
    private readonly IAnsiConsole _console = PlainInPipes.Create(writer);

    internal T Run<T>(Func<Action<string, double>, T> run)
    {
        _console.WriteLine(MachineName.Describe());
        return _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi
            ? _console.Live(new Text("starting")).AutoClear(true).Start(context => run((name, share) => context.UpdateTarget(new Text($"{share,4:P0}  {name}"))))
            : run((_, _) => { });
    }

    internal void WriteLine(string line) => _console.WriteLine(line);

    internal void Write(BenchmarkReport report)
    {
        string threads = report.Threads == 1
            ? "" : string.Create(s_culture, $"; {report.PeakGflops:F1} on {report.Threads} threads, {report.PeakScaling:F2} times as much");
        _console.WriteLine(string.Create(s_culture, $"peak: {report.PeakGflopsOneThread:F1} GFLOP/s of multiply-adds on one thread{threads}"));
        foreach (IGrouping<(string Name, bool AreFrames), BenchmarkResult> group in report.Results.GroupBy(result => (result.Group, result.PhaseMs is not null)))
        {
            Table table = NewTable(group.Key.Name, "best", "median", "GFLOP/s", "of peak", "bytes");
            if (group.Key.AreFrames)
            {
                table = NewTable(group.Key.Name, "best", "median", "p99", "p99.9", "sense", "decide", "act", "learn", "bytes");
            }

            foreach (BenchmarkResult result in group)
            {
                AddRow(table, result);
            }

            _console.Write(table);
        }

        if (DecisionBenchmark.SamplingRatio(report) is { } ratio)
        {
            _console.WriteLine(string.Create(s_culture, $"a sampled decision takes {ratio:F2} times as long as a greedy one"));
        }
    }

    /// <summary>Writes the outcome of the check and returns whether it passed.</summary>
    internal bool WriteCheck(KeptResults kept, BenchmarkReport report, IReadOnlyList<KeptRatio> losses)
    {
        if (kept.Find(report) is null)
        {
            _console.WriteLine("check: no kept result for this kind of machine and number of threads; nothing compared. Add one with --json.");
            return true;
        }

        if (losses.Count == 0)
        {
            _console.WriteLine($"check: {kept.CountOf(report)} ratios, none more than 20 % worse");
            return true;
        }

        Table table = NewTable("got worse", "kept", "now", "share");
        foreach (KeptRatio loss in losses)
        {
            table.AddRow(
                new Text(loss.Ratio), new Text(loss.Kept.ToString("G4", s_culture)), new Text(loss.Now.ToString("G4", s_culture)),
                new Text((loss.Now / loss.Kept).ToString("P0", s_culture)));
        }

        _console.Write(table);
        return false;
    }

    private static void AddRow(Table table, BenchmarkResult result)
    {
        string[] figures = result.PhaseMs is { } phases
            ? [Time(result.UsBest), Time(result.UsMedian), Time(1000 * result.P99), Time(1000 * result.P999),
               Time(1000 * phases.Sense), Time(1000 * phases.Decide), Time(1000 * phases.Act), Time(1000 * phases.Learn)]
            : [Time(result.UsBest), Time(result.UsMedian), result.Gflops?.ToString("F1", s_culture) ?? "", result.PercentOfPeak is { } p ? $"{p.ToString("F1", s_culture)} %" : ""];
        table.AddRow([new Text(result.Threads == 1 ? result.Name : $"{result.Name}, {result.Threads} threads"),
            .. figures.Select(figure => new Text(figure)), new Text(result.AllocatedBytes.ToString("N0", s_culture))]);
    }

    private static string Time(double? microseconds) => microseconds switch
    {
        null => "–",
        < 10 => microseconds.Value.ToString("F3", s_culture) + " µs",
        < 10_000 => microseconds.Value.ToString("F1", s_culture) + " µs",
        _ => (microseconds.Value / 1000).ToString("F2", s_culture) + " ms",
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
