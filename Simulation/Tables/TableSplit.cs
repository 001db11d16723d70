using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The division of the rows into training, validation and test rows. It is random by the seed and keeps each class's share in every part.</summary>
internal sealed class TableSplit
{
    private const int MinForValidation = 20;
    private const double ValidationShare = 0.15;
    private const ulong TestStream = 21;
    private const ulong ValidationStream = 22;

    internal TableSplit(TargetColumn target, int rows, double testShare, ulong seed)
    {
        int[] all = [.. Enumerable.Range(0, rows)];
        (int[] rest, Test) = Part(target, all, testShare, new RandomSource(seed, TestStream));
        (Training, Validation) = rest.Length < MinForValidation ? (rest, []) : Part(target, rest, ValidationShare, new RandomSource(seed, ValidationStream));
    }

    internal int[] Training { get; }

    /// <summary>The validation rows; empty if the table is too small.</summary>
    internal int[] Validation { get; }

    internal int[] Test { get; }

    /// <summary>Draws a share of the rows from each class. Rounding errors cancel over the classes, and each class keeps at least one row.</summary>
    private static (int[] Kept, int[] Drawn) Part(TargetColumn target, int[] rows, double share, RandomSource random)
    {
        bool[] isDrawn = new bool[rows.Length];
        double due = 0;
        int drawn = 0, last = 0;
        ulong number = 0;
        foreach (int[] group in Groups(target, rows))
        {
            int[] order = new int[group.Length];
            Permutation.Shuffle(order, random.Stream(number++), 0);
            due += share * group.Length;
            int count = Math.Clamp((int)Math.Round(due - drawn), 0, group.Length - 1);
            foreach (int i in order.AsSpan(0, count))
            {
                isDrawn[group[i]] = true;
            }

            drawn += count;
            last = group[order[^1]];
        }

        if (drawn == 0 && share > 0)
        {
            isDrawn[last] = true;
            drawn = 1;
        }

        int[] kept = new int[rows.Length - drawn], taken = new int[drawn];
        for (int i = 0, k = 0; i < rows.Length; i++)
        {
            if (isDrawn[i])
            {
                taken[i - k] = rows[i];
            }
            else
            {
                kept[k++] = rows[i];
            }
        }

        return (kept, taken);
    }

    /// <summary>Groups row indices by class; a regression has one group.</summary>
    private static IEnumerable<int[]> Groups(TargetColumn target, int[] rows)
        => target.IsClassification
            ? Enumerable.Range(0, rows.Length).GroupBy(i => target[rows[i]]).OrderBy(group => group.Key).Select(group => group.ToArray())
            : [[.. Enumerable.Range(0, rows.Length)]];
}
