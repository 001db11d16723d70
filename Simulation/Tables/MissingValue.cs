using System.Text;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The markers of a missing value: those of pandas' read_csv and of R, and the error values of spreadsheets.</summary>
/// <remarks>
/// Among words a marker must match exactly, because "Na" or "nil" may be names. Among numbers case is ignored, and marks such as "-" count too,
/// although they are ordinary values in a column of words.
/// </remarks>
internal static class MissingValue
{
    private static readonly string[] s_everywhere =
    [
        "", "NA", "N/A", "n/a", "#N/A", "#N/A N/A", "#NA", "<NA>", "NaN", "nan", "NAN", "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
        "NULL", "Null", "null", "None", "?", "\\N", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!",
    ];

    private static readonly string[] s_amongNumbers =
    [
        "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "*", "+nan", "nan(ind)", "-nan(ind)", "n.a.", "nil", "unknown", "missing", "not available",
    ];

    private static readonly HashSet<string> s_words = new(s_everywhere, StringComparer.Ordinal);
    private static readonly HashSet<string> s_numbers = new([.. s_everywhere, .. s_amongNumbers], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> s_classes = new(["NA", "None"], StringComparer.OrdinalIgnoreCase);
    private static readonly int s_longest = s_numbers.Max(word => Encoding.UTF8.GetByteCount(word));

    /// <summary>Returns whether a value is missing in a column of words.</summary>
    internal static bool IsAmongWords(string cell) => s_words.Contains(cell);

    /// <summary>Returns whether a value is missing in a column of numbers. A spreadsheet's error value begins with '#' in every language.</summary>
    internal static bool IsAmongNumbers(ReadOnlySpan<byte> cell)
        => cell.IsEmpty || cell[0] == (byte)'#' || (cell.Length <= s_longest && s_numbers.Contains(Encoding.UTF8.GetString(cell)));

    /// <summary>Returns whether a marker may also be the name of a class: NA for North America or Namibia, None for an answer.</summary>
    internal static bool MayBeClass(string cell) => s_classes.Contains(cell);
}
