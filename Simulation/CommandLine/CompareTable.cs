using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Comparison;
using NeuroAgents.Simulation.Tables;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>A table as the task of <c>compare</c>: all its rows, standardised.</summary>
internal static class CompareTable
{
    /// <summary>More rows say nothing more about steps, and take longer.</summary>
    private const int MostRows = 10_000;
    private const ulong RowsStream = 999;

    /// <summary>The task, and the number of rows in the file, of which at most 10,000 are drawn by the seed.</summary>
    /// <exception cref="TableException">The table can't be learned from.</exception>
    internal static (ComparisonTask Task, int RowsInFile) Read(string path, string target, IReadOnlyList<int> hidden, ulong seed)
    {
        CsvTable table = CsvTable.Read(path);
        EncodedTable encoded = new(table, new TargetColumn(table, target), [.. Enumerable.Range(0, table.Rows)]);
        TrainingData data = encoded.Data;
        if (table.Rows > MostRows)
        {
            int[] order = new int[table.Rows];
            Permutation.Shuffle(order, new RandomSource(seed, RowsStream), 0);
            data = data.Select(order[..MostRows]);
        }

        return (new ComparisonTask(data, encoded.Target.Classes.Length, hidden, seed), table.Rows);
    }
}
