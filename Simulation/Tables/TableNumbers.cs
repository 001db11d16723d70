namespace NeuroAgents.Simulation.Tables;

/// <summary>The notation of the numbers in each column of a table.</summary>
internal sealed class TableNumbers
{
    private readonly ColumnNumbers[] _columns;

    /// <param name="table">The table.</param>
    /// <param name="choice">The user's choice of signs.</param>
    /// <param name="known">The notation of a column in the table that a model was trained on; null if there is none.</param>
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

    /// <summary>The decimal sign that the columns prove together; null if they prove none or both.</summary>
    private char? Proof(Func<int, bool> isMeant)
    {
        char?[] signs = [.. Enumerable.Range(0, _columns.Length).Where(isMeant).Select(column => _columns[column].Proof).Where(sign => sign is not null).Distinct()];
        return signs.Length == 1 ? signs[0] : null;
    }
}
