using System.Globalization;
using NeuroAgents.Simulation.Scenarios;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>A table of scores. Each is also shown as a percentage: 0 % is the untrained brain's score, and 100 % the teacher's. Without a teacher there are no percentages.</summary>
internal static class ScoreTable
{
    internal static void Write(IAnsiConsole console, Scenario scenario, double untrained, double trained, double? teacher)
    {
        Table table = new() { Border = console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None };
        table.AddColumn("");
        table.AddColumn(Right(scenario.ScoreMeaning, table));
        if (teacher is not null)
        {
            table.AddColumn(Right("of the way to the teacher", table));
        }

        AddRow("untrained", untrained);
        AddRow("trained", trained);
        if (teacher is { } best)
        {
            AddRow("teacher", best);
        }

        console.Write(table);

        void AddRow(string name, double score)
        {
            Text[] cells = [new(name), new(score.ToString("F2", CultureInfo.InvariantCulture))];
            string share = teacher > untrained ? ((score - untrained) / (teacher.Value - untrained)).ToString("P0", CultureInfo.InvariantCulture) : "–";
            table.AddRow(teacher is null ? cells : [.. cells, new(share)]);
        }
    }

    /// <summary>Creates a right-aligned column. Without a border, spaces separate the heads.</summary>
    private static TableColumn Right(string head, Table table) => new TableColumn(new Text((table.Border == TableBorder.None ? "   " : "") + head)).RightAligned();
}
