namespace NeuroAgents.Serialization;

/// <summary>A search for the probably intended name, for "did you mean" in messages.</summary>
public static class ClosestName
{
    /// <summary>
    /// Returns the known name with the smallest edit distance, if the distance is at most a third of the longer name's length (but 1 is always allowed)
    /// and the names have a character in common; otherwise null.
    /// </summary>
    /// <param name="given">The unknown name. May be untrusted and have any length.</param>
    /// <param name="known">The known names. The first of equally close names wins.</param>
    /// <returns>One of <paramref name="known"/>, or null if none is close.</returns>
    /// <remarks>
    /// The distance counts insertions, deletions, substitutions and swaps of neighbours. It ignores case.
    /// Allocates. Thread safe. Source: Damerau (1964), "A technique for computer detection and correction of spelling errors",
    /// in the restricted form, where no part is edited twice.
    /// </remarks>
    public static string? Find(string given, IEnumerable<string> known)
    {
        string? closest = null;
        int smallest = int.MaxValue;
        string lowered = given.ToLowerInvariant();
        foreach (string name in known)
        {
            int longer = Math.Max(given.Length, name.Length);
            int allowed = Math.Min(Math.Max(1, longer / 3), smallest - 1);
            // The difference in length is a lower bound of the distance. This check rejects very long names quickly.
            if (Math.Abs(given.Length - name.Length) > allowed)
            {
                continue;
            }

            int distance = Distance(lowered, name.ToLowerInvariant());
            if (distance <= allowed && distance < longer || distance == 0)
            {
                closest = name;
                smallest = distance;
            }
        }

        return closest;
    }

    private static int Distance(string a, string b)
    {
        // Three rows of the table d[i, j]: the distance between the first i characters of a and the first j characters of b.
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            (beforeLast, last, row) = (last, row, beforeLast);
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substituted, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }

        return row[b.Length];
    }
}
