using System.Text;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The numbers in a column's cells: their notation, their count, and the first cell that is not a number.</summary>
/// <remarks>
/// "1,201" alone may be 1201 or 1.201. If another cell of the column has only one meaning, it decides for all. Otherwise the other columns of the table decide, then the
/// length of the column's whole numbers, then the delimiter: a table with semicolons between its values has decimal commas. A note reports each guess.
/// </remarks>
internal sealed class ColumnNumbers
{
    private static readonly char[] s_groupings = [',', '.', '\'', ' '];
    private readonly CsvTable _table;
    private readonly int _column;
    private readonly NotationChoice _choice;

    /// <summary>Number of cells that are numbers with '.' as the decimal sign; <see cref="_comma"/> counts those with ','.</summary>
    private int _point;
    private int _comma;
    private readonly int[] _pointGroupings = new int[s_groupings.Length];
    private readonly int[] _commaGroupings = new int[s_groupings.Length];

    /// <summary>The first cell that is a different number with each decimal sign.</summary>
    private int _ambiguous = -1;
    private bool _hasLongWhole;
    private bool _hasShortWhole;

    internal ColumnNumbers(CsvTable table, int column, NotationChoice choice)
    {
        (_table, _column, _choice) = (table, column, choice);
        for (int row = 0; row < table.Rows; row++)
        {
            CountCell(row);
        }
    }

    /// <summary>Number of cells that are not missing.</summary>
    internal int Present { get; private set; }

    /// <summary>Number of cells that are numbers.</summary>
    internal int Count { get; private set; }

    /// <summary>The first row whose cell is neither missing nor a number; -1 if there is none.</summary>
    internal int FirstWord { get; private set; } = -1;

    /// <summary>Whether every cell is a number or missing, and at least one is a number.</summary>
    internal bool AreAll => Count > 0 && Count == Present;

    internal NumberNotation Notation { get; private set; } = new();

    /// <summary>A note on a guessed or unexpected notation; null if there is none.</summary>
    internal string? Note { get; private set; }

    /// <summary>The decimal sign that the cells prove; null if they prove neither.</summary>
    internal char? Proof => _point == _comma || Present == 0 ? null : _point == Present ? '.' : _comma == Present ? ',' : null;

    internal bool TryRead(int row, out double value) => Notation.TryRead(_table.Cell(row, _column), out value);

    internal bool IsMissing(int row) => MissingValue.IsAmongNumbers(_table.Cell(row, _column));

    /// <summary>Decides the notation.</summary>
    /// <param name="proof">The decimal sign that the table's columns prove together; null if they prove neither or both.</param>
    /// <param name="known">The notation of the table that a model was trained on; null without a model.</param>
    /// <param name="isRewritten">Whether columns of the model prove that this table uses the other decimal sign.</param>
    internal void Decide(char? proof, NumberNotation? known, bool isRewritten)
    {
        if (known is { Decimal: not null } && !isRewritten && _choice == NotationChoice.Open && TryNotation(known))
        {
            return;
        }

        bool isOpen = _point == _comma && _ambiguous >= 0;
        char? settled = isRewritten ? proof : known?.Decimal ?? proof;
        char? sign = _point != _comma ? (_point > _comma ? '.' : ',') : isOpen ? settled ?? Guess() : _choice.Decimal;
        TryNotation(new NumberNotation { Decimal = sign, Thousands = Grouping(sign == ',' ? _commaGroupings : _pointGroupings) });
        if (isOpen && Count == Present && (settled is null || (known?.Decimal is null && _hasShortWhole)))
        {
            Note = DescribeGuess();
        }
        else if (known?.Decimal is { } before && sign is not null && sign != before && Count == Present)
        {
            Note = $"column {Excerpt.OneLine(_table.Header[_column])}: the decimal sign is \"{sign}\", but \"{before}\" in the model's table";
        }
    }

    private void CountCell(int row)
    {
        ReadOnlySpan<byte> cell = _table.Cell(row, _column);
        bool isPoint = NumberNotation.IsNumber(cell, '.', out NumberShape point) && _choice.Allows('.', point);
        bool isComma = NumberNotation.IsNumber(cell, ',', out NumberShape comma) && _choice.Allows(',', comma);
        if (!isPoint && !isComma)
        {
            Present += MissingValue.IsAmongNumbers(cell) ? 0 : 1;
            return;
        }

        Present++;
        _point += isPoint ? 1 : 0;
        _comma += isComma ? 1 : 0;
        CountGrouping(_pointGroupings, isPoint, point);
        CountGrouping(_commaGroupings, isComma, comma);
        if (isPoint && isComma && point != comma && _ambiguous < 0)
        {
            _ambiguous = row;
        }

        bool isWhole = isPoint && isComma && point == comma && point.Grouping == '\0';
        _hasLongWhole |= isWhole && point.Head > 3;
        _hasShortWhole |= isWhole && point.Head <= 3;
    }

    private static void CountGrouping(int[] counts, bool isNumber, NumberShape shape)
    {
        if (isNumber && shape.Grouping != '\0')
        {
            counts[Array.IndexOf(s_groupings, shape.Grouping)]++;
        }
    }

    private static char? Grouping(int[] counts) => counts.Max() is > 0 and var count ? s_groupings[Array.IndexOf(counts, count)] : null;

    /// <summary>Sets a notation and counts the cells that are numbers in it.</summary>
    /// <returns>Whether all cells that are not missing are numbers in this notation.</returns>
    private bool TryNotation(NumberNotation notation)
    {
        (Notation, Count, FirstWord) = (notation, 0, -1);
        for (int row = 0; row < _table.Rows; row++)
        {
            if (TryRead(row, out _))
            {
                Count++;
            }
            else if (FirstWord < 0 && !IsMissing(row))
            {
                FirstWord = row;
            }
        }

        return FirstWord < 0;
    }

    private char Guess()
    {
        char sign = AmbiguousSign();
        char other = sign == ',' ? '.' : ',';
        bool isDecimal = _hasLongWhole || (sign, _table.Delimiter) switch
        {
            (',', ';') => true,
            (',', ',') => false,
            (',', _) => !_hasShortWhole,
            (_, ';') => !_hasShortWhole,
            _ => true,
        };
        return isDecimal ? sign : other;
    }

    private char AmbiguousSign() => _table.Cell(_ambiguous, _column).Contains((byte)',') ? ',' : '.';

    private string DescribeGuess()
    {
        char sign = AmbiguousSign();
        TryRead(_ambiguous, out double value);
        bool isDecimal = Notation.Decimal == sign;
        string meaning = isDecimal ? "decimal sign" : "thousands separator", option = isDecimal ? "--thousands" : "--decimal";
        return FormattableString.Invariant(
            $"column {Excerpt.OneLine(_table.Header[_column])}: {Excerpt.Of(_table[_ambiguous, _column])} (row {_table.PlaceOf(_ambiguous)}) is read as {value}, with \"{sign}\" as the {meaning}; use {option} {sign} for the other reading");
    }
}
