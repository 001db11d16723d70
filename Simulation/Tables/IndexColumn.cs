namespace NeuroAgents.Simulation.Tables;

/// <summary>A test for unnamed columns that number or name the rows, as data frames write their index.</summary>
internal static class IndexColumn
{
    /// <summary>Returns whether a column is unnamed and numbers or names the rows.</summary>
    /// <param name="numbers">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="isLeading">Whether all columns before this one are index columns. A leading index may be shuffled, have gaps, or start again as after a join; any other must count the rows.</param>
    internal static bool Is(TableNumbers numbers, int column, bool isLeading)
    {
        CsvTable table = numbers.Table;
        ColumnNumbers found = numbers[column];
        if (!table.IsNameless(column) || found.Present < table.Rows)
        {
            return false;
        }

        if (!found.AreAll)
        {
            return isLeading && table.AreDifferent(column);
        }

        bool areWhole = true, areRising = true, areCounted = true, areRuns = true;
        double first = 0, last = 0;
        HashSet<double> different = [];
        for (int row = 0; row < table.Rows; row++)
        {
            found.TryRead(row, out double value);
            first = row == 0 ? value : first;
            areWhole &= value >= 0 && value == Math.Truncate(value);
            areRising &= row == 0 || value > last;
            areCounted &= first is 0 or 1 && value == first + row;
            areRuns &= row == 0 || value == last + 1 || value == first;
            different.Add(value);
            last = value;
        }

        // Whole numbers that repeat often are ages or counts, not row names.
        return areCounted || (isLeading && (areRising || (areWhole && (areRuns || different.Count > table.Rows / 2))));
    }
}
