using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The encoding of a column's cells as inputs: a number as (x − mean) / deviation, a word as one input per known word, 1 for the cell's word and 0 for the others.</summary>
/// <remarks>A missing number counts as the mean. For a missing or unknown word all inputs are 0.</remarks>
internal sealed record ColumnCode
{
    private static readonly NumberNotation s_plain = new();

    /// <summary>Name of the column in the header.</summary>
    public string Name { get; set; } = "";

    /// <summary>Mean of the training rows; unused for words.</summary>
    public double Mean { get; set; }

    /// <summary>1 / deviation of the training rows; unused for words.</summary>
    public double PerDeviation { get; set; }

    /// <summary>Known words in ordinal order; empty for numbers.</summary>
    public string[] Words { get; set; } = [];

    /// <summary>Notation of the column's numbers; null for words and in files of older versions.</summary>
    public NumberNotation? Notation { get; set; }

    /// <summary>Number of inputs.</summary>
    internal int Width => Math.Max(1, Words.Length);

    /// <summary>Whether a table can have this encoding.</summary>
    internal bool IsValid => Name.Length > 0 && Notation is null or { IsValid: true } && (Words.Length == 0
        ? double.IsFinite(Mean) && double.IsFinite(PerDeviation) && PerDeviation > 0
        : Words.Zip(Words.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0));

    /// <summary>Writes a cell's inputs.</summary>
    /// <returns>False for a word that the training rows do not have.</returns>
    /// <exception cref="TableException">The cell has a word, but the training rows have numbers; or its number is too far from theirs.</exception>
    internal bool Encode(CsvTable table, int row, int column, Span<float> inputs)
    {
        inputs.Clear();
        if (Words.Length > 0)
        {
            int word = Array.BinarySearch(Words, table[row, column], StringComparer.Ordinal);
            if (word >= 0)
            {
                inputs[word] = 1;
            }

            return word >= 0 || MissingValue.IsAmongWords(table[row, column]);
        }

        ReadOnlySpan<byte> cell = table.Cell(row, column);
        if ((Notation ?? s_plain).TryRead(cell, out double value))
        {
            double deviations = (value - Mean) * PerDeviation;
            inputs[0] = Math.Abs(deviations) <= Outlier.MaxDeviations
                ? (float)deviations
                : throw new TableException(FormattableString.Invariant(
                    $"{table.Place(row, column)}: expected a number of similar size to those of the training rows, whose mean is {Mean:G4}, received {Excerpt.Of(table[row, column])}."));
        }
        else if (!MissingValue.IsAmongNumbers(cell))
        {
            throw new TableException($"{table.Place(row, column)}: expected a number as in the other rows, received {Excerpt.Of(table[row, column])}.");
        }

        return true;
    }
}
