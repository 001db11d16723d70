using NeuroAgents.Numerics;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>Which rows are learned from, which tell when to stop, and which are kept for the test: drawn by the seed, with each class's share in each part.</summary>
internal sealed class TableSplit
{
    private const int FewestForValidation = 20;
    private const double ValidationShare = 0.15;
    private const ulong TestStream = 21;
    private const ulong ValidationStream = 22;

    internal TableSplit(TargetColumn target, int rows, double testShare, ulong seed)
    {
        int[] all = [.. Enumerable.Range(0, rows)];
        (int[] rest, Test) = Part(target, all, testShare, new RandomSource(seed, TestStream));
        (Training, Validation) = rest.Length < FewestForValidation ? (rest, []) : Part(target, rest, ValidationShare, new RandomSource(seed, ValidationStream));
    }

    internal int[] Training { get; }

    /// <summary>Empty where there are too few rows.</summary>
    internal int[] Validation { get; }

    internal int[] Test { get; }

    /// <summary>Draws the share from each class, rounded so that the whole comes out, and leaves each class a row at least.</summary>
    private static (int[] Kept, int[] Drawn) Part(TargetColumn target, int[] rows, double share, RandomSource random)
    {
        IEnumerable<int[]> groups = target.IsClassification
            ? rows.GroupBy(row => target[row]).OrderBy(group => group.Key).Select(group => group.ToArray()) : [rows];
        List<int> rest = [], drawn = [];
        double due = 0;
        ulong number = 0;
        foreach (int[] group in groups)
        {
            int[] order = new int[group.Length];
            Permutation.Shuffle(order, random.Stream(number++), 0);
            due += share * group.Length;
            int count = Math.Clamp((int)Math.Round(due - drawn.Count), 0, group.Length - 1);
            drawn.AddRange(order[..count].Select(i => group[i]));
            rest.AddRange(order[count..].Select(i => group[i]));
        }

        if (drawn.Count == 0 && share > 0)
        {
            drawn.Add(rest[^1]);
            rest.RemoveAt(rest.Count - 1);
        }

        return ([.. rest.Order()], [.. drawn.Order()]);
    }
}
