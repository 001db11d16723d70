using System.Globalization;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Comparison;

internal static class ComparisonTable
{
    internal static (ComparisonTask Task, int RowsInFile) Read(string path, string target, IReadOnlyList<int> hidden, ulong seed)
    {
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        int t = Array.IndexOf(lines[0], target), n = lines.Length - 1, m = lines[0].Length - 1;
        float[] x = new float[n * m], y = new float[n];
        string[] classes = [.. lines.Skip(1).Select(l => l[t]).Distinct().Order()];
        for (int r = 0; r < n; r++)
        {
            y[r] = Array.IndexOf(classes, lines[r + 1][t]);
            for (int c = 0, k = 0; c <= m; c++)
            {
                if (c != t)
                {
                    x[r * m + k++] = float.Parse(lines[r + 1][c], CultureInfo.InvariantCulture);
                }
            }
        }

        for (int c = 0; c < m; c++)
        {
            double[] col = [.. Enumerable.Range(0, n).Select(r => (double)x[r * m + c])];
            double mean = col.Average(), sd = Math.Sqrt(col.Average(v => (v - mean) * (v - mean)));
            for (int r = 0; r < n; r++)
            {
                x[r * m + c] = sd == 0 ? 0 : (float)((col[r] - mean) / sd);
            }
        }

        return (new ComparisonTask(new TrainingData(x, m, y, 1), classes.Length, hidden, seed), n);
    }
}
