using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Benchmarks.Comparison;
using NeuroAgents.Simulation.Tables;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The conversion of a table to the task of <c>compare</c>. Inputs and the values of a regression are standardised with statistics of all rows.</summary>
internal static class CompareTable
{
    /// <summary>Largest number of rows. More rows take longer and hardly change the comparison of steps.</summary>
    private const int MaxRows = 10_000;
    private const ulong RowsStream = 999;

    /// <summary>Encodes all rows as inputs and targets.</summary>
    /// <exception cref="TableException">The table cannot be learned from.</exception>
    internal static EncodedTable Encode(TableNumbers numbers, string target, TableTask task)
        => new(numbers, new TargetColumn(numbers, target, task), [.. Enumerable.Range(0, numbers.Table.Rows)]);

    /// <summary>Creates the task from all rows, or from 10,000 random rows of a larger table.</summary>
    internal static ComparisonTask Task(EncodedTable encoded, IReadOnlyList<int> hidden, ulong seed)
    {
        TrainingData data = encoded.Data;
        if (data.Rows > MaxRows)
        {
            int[] order = new int[data.Rows];
            Permutation.Shuffle(order, new RandomSource(seed, RowsStream), 0);
            data = data.Select(order[..MaxRows]);
        }

        return new ComparisonTask(data, encoded.Target.Classes.Length, hidden, seed);
    }
}
