using System.Globalization;
using System.Text;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The checks of word columns that also contain numbers or texts like numbers. A probable typing error is refused, anything else is noted.</summary>
internal static class ColumnWords
{
    /// <summary>Number of different values up to which a column with words always counts as categories.</summary>
    internal const int FewWords = 10;
    private const double MinNumberShare = 0.75;

    /// <summary>Refuses a word in a column of many different numbers, because it is a mistake in the table and not a category.</summary>
    /// <exception cref="TableException">The column has such a word, or an infinite number among numbers.</exception>
    internal static void RefuseTypingErrors(TableNumbers numbers, int column)
    {
        ColumnNumbers found = numbers[column];
        if (found.AreAll || found.Count == 0 || found.Count < MinNumberShare * found.Present)
        {
            return;
        }

        CsvTable table = numbers.Table;
        if (IsInfinite(table[found.FirstWord, column]))
        {
            throw new TableException(
                $"{table.Place(found.FirstWord, column)}: expected a number of at most 1e100 as in {found.Count} other rows, received {Excerpt.Of(table[found.FirstWord, column])}.");
        }

        if (HasManyValues(table, column))
        {
            throw new TableException(
                $"{table.Place(found.FirstWord, column)}: expected a number as in {found.Count} other rows, received {Excerpt.Of(table[found.FirstWord, column])}.");
        }
    }

    /// <summary>Describes the cell that prevents a column from being numbers, as a clause for a note; null if no cell looks like a number.</summary>
    internal static string? Describe(TableNumbers numbers, int column)
    {
        ColumnNumbers found = numbers[column];
        if (found.AreAll || found.FirstWord < 0)
        {
            return null;
        }

        CsvTable table = numbers.Table;
        string word = table[found.FirstWord, column];
        return found.Count > 0 || LooksLikeNumber(word) ? $"{Excerpt.Of(word)} (row {table.PlaceOf(found.FirstWord)}) is not read as a number" : null;
    }

    private static bool HasManyValues(CsvTable table, int column)
    {
        HashSet<string> values = [];
        for (int row = 0; row < table.Rows && values.Count <= FewWords; row++)
        {
            if (table[row, column] is var cell && !MissingValue.IsAmongWords(cell))
            {
                values.Add(cell);
            }
        }

        return values.Count > FewWords;
    }

    private static bool IsInfinite(string cell)
        => cell.TrimStart('+', '-').ToUpperInvariant() is "INF" or "INFINITY" or "\u221E" or "1.#INF"
            || (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Math.Abs(value) > NumberNotation.MaxSize);

    /// <summary>Returns whether a text is a number with a currency or percent sign, or in another notation than the column's.</summary>
    private static bool LooksLikeNumber(string cell)
    {
        byte[] bare = Encoding.UTF8.GetBytes(string.Concat(cell.Where(sign =>
            sign is not ('%' or '\u2030') && char.GetUnicodeCategory(sign) != UnicodeCategory.CurrencySymbol)).Trim());
        return NumberNotation.IsNumber(bare, '.', out _) || NumberNotation.IsNumber(bare, ',', out _);
    }
}
