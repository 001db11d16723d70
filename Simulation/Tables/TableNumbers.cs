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
        bool isPoint = Array.Exists(_columns, column => column.Proof == '.'), isComma = Array.Exists(_columns, column => column.Proof == ',');
        char? proof = isPoint == isComma ? null : isPoint ? '.' : ',';
        for (int column = 0; column < _columns.Length; column++)
        {
            _columns[column].Decide(proof, known?.Invoke(table.Header[column]));
        }
    }

    internal CsvTable Table { get; }

    internal ColumnNumbers this[int column] => _columns[column];
}
