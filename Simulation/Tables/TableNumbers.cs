namespace NeuroAgents.Simulation.Tables;

/// <summary>The notation of the numbers in each column of a table.</summary>
internal sealed class TableNumbers
{
    private readonly ColumnNumbers[] _columns;

    /// <summary>Decides the notation of every column.</summary>
    /// <param name="table">The table.</param>
    /// <param name="choice">The user's choice of signs.</param>
    /// <param name="known">Returns the notation of a column in the table that a model was trained on, or null if it is unknown. The function is null without a model.</param>
    internal TableNumbers(CsvTable table, NotationChoice choice, Func<string, NumberNotation?>? known = null)
    {
        Table = table;
        _columns = [.. Enumerable.Range(0, table.Header.Count).Select(column => new ColumnNumbers(table, column, choice))];
        char? proof = Proof(_ => true);
        NumberNotation?[] before = [.. table.Header.Select(name => known?.Invoke(name))];
        bool isAlike = Enumerable.Range(0, before.Length).Any(column => IsKnown(column) && _columns[column].Proof == before[column]!.Decimal);
        char? proofOfKnown = isAlike ? null : Proof(IsKnown);
        for (int column = 0; column < _columns.Length; column++)
        {
            bool isRewritten = IsKnown(column) && proofOfKnown is not null && proofOfKnown != before[column]!.Decimal;
            _columns[column].Decide(isRewritten ? proofOfKnown : proof, before[column], isRewritten);
        }

        bool IsKnown(int column) => before[column] is { Decimal: not null };
    }

    internal CsvTable Table { get; }

    internal ColumnNumbers this[int column] => _columns[column];

    /// <summary>Returns the decimal sign that the included columns prove together; null if they prove neither or both.</summary>
    private char? Proof(Func<int, bool> isIncluded)
    {
        char?[] signs = [.. Enumerable.Range(0, _columns.Length).Where(isIncluded).Select(column => _columns[column].Proof).Where(sign => sign is not null).Distinct()];
        return signs.Length == 1 ? signs[0] : null;
    }
}
