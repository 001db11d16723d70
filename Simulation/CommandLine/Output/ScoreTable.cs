using System.Globalization;
using NeuroAgents.Simulation.Scenarios;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>A table of scores. Each is also shown as a percentage: 0 % is the first score, the untrained brain's, and 100 % the last, the teacher's.</summary>
internal static class ScoreTable
{
    internal static void Write(IAnsiConsole console, Scenario scenario, IReadOnlyList<(string Name, double Score)> scores)
    {
        double untrained = scores[0].Score, teacher = scores[^1].Score;
        Table table = new() { Border = console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None };
        table.AddColumn("");
        table.AddColumn(Right(scenario.ScoreMeaning, table));
        table.AddColumn(Right("of the way to the teacher", table));
        foreach ((string name, double score) in scores)
        {
            string share = teacher > untrained ? ((score - untrained) / (teacher - untrained)).ToString("P0", CultureInfo.InvariantCulture) : "–";
            table.AddRow(new Text(name), new Text(score.ToString("F2", CultureInfo.InvariantCulture)), new Text(share));
        }

        console.Write(table);
    }

    /// <summary>Creates a right-aligned column. Without a border, spaces separate the heads.</summary>
    private static TableColumn Right(string head, Table table) => new TableColumn(new Text((table.Border == TableBorder.None ? "   " : "") + head)).RightAligned();
}
