using System.Buffers;
using System.Globalization;
using System.Text;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The notation of a column's numbers, decided from its cells and stored with a model.</summary>
internal sealed record NumberNotation
{
    /// <summary>Largest absolute value of a number. It is small enough for sums of squares not to overflow.</summary>
    internal const double MaxSize = 1e100;

    private const int MaxLength = 512;
    private static readonly SearchValues<byte> s_plain = SearchValues.Create("0123456789+-.eE"u8);

    /// <summary>Decimal sign, '.' or ','; null if no cell has one, which reads as '.'.</summary>
    public char? Decimal { get; set; }

    /// <summary>Thousands separator: ',', '.', an apostrophe, or ' ' for a space of any kind; null for none.</summary>
    public char? Thousands { get; set; }

    /// <summary>Whether a table can have this notation.</summary>
    internal bool IsValid => Decimal is null or '.' or ',' && Thousands is null or ',' or '.' or '\'' or ' ' && (Thousands is null || Thousands != Decimal);

    /// <summary>Reads a finite number from UTF-8 text.</summary>
    internal bool TryRead(ReadOnlySpan<byte> cell, out double value)
    {
        value = 0;
        if (cell.IsEmpty || cell.Length > MaxLength)
        {
            return false;
        }

        if (Decimal != ',' && Thousands != '.' && !cell.ContainsAnyExcept(s_plain))
        {
            return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= MaxSize;
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        return TryPlain(cell, digits, out int length)
            && double.TryParse(digits[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && Math.Abs(value) <= MaxSize;
    }

    /// <summary>Returns a text that is equal for all spellings of one number ("7", "+7.0", "007") and exact for any number of digits; null for a cell that is not a number.</summary>
    internal string? Key(ReadOnlySpan<byte> cell)
    {
        if (!TryRead(cell, out double value))
        {
            return null;
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        if (!TryPlain(cell, digits, out int length) || digits[..length].ContainsAny("eE"u8))
        {
            return value.ToString("R", CultureInfo.InvariantCulture);
        }

        string text = Encoding.UTF8.GetString(digits[..length]);
        string sign = text[0] == '-' && value != 0 ? "-" : "";
        text = text.TrimStart('+', '-').TrimStart('0');
        text = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
        return sign + (text.Length == 0 || text[0] == '.' ? "0" : "") + text;
    }

    /// <summary>Finds the notation of a cell with <paramref name="decimalSign"/> as its decimal sign.</summary>
    /// <param name="cell">UTF-8 text.</param>
    /// <param name="decimalSign">'.' or ','.</param>
    /// <param name="shape">The notation of the cell.</param>
    /// <returns>Whether the cell is a number. It may have thousands separators of one kind between groups of three digits, or of two digits before the last three as in India.</returns>
    internal static bool IsNumber(ReadOnlySpan<byte> cell, char decimalSign, out NumberShape shape)
    {
        shape = default;
        Span<byte> text = stackalloc byte[MaxLength];
        return !cell.IsEmpty && cell.Length <= MaxLength && TrySimplify(cell, text, out int length) && TryScan(text[..length], (byte)decimalSign, out shape);
    }

    /// <summary>Writes the number without thousands separators and with '.' as the decimal sign. Returns false if the cell is not a number.</summary>
    private bool TryPlain(ReadOnlySpan<byte> cell, Span<byte> digits, out int length)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        length = 0;
        byte decimalSign = (byte)(Decimal ?? '.');
        if (!TrySimplify(cell, text, out int simple) || !TryScan(text[..simple], decimalSign, out NumberShape shape)
            || (shape.Grouping != 0 && shape.Grouping != Thousands))
        {
            return false;
        }

        foreach (byte sign in text[..simple])
        {
            if (shape.Grouping == 0 || sign != shape.Grouping)
            {
                digits[length++] = sign == decimalSign ? (byte)'.' : sign;
            }
        }

        return true;
    }

    /// <summary>Replaces spaces, apostrophes and minus signs of any kind by those of ASCII. Returns false if the text has another character.</summary>
    private static bool TrySimplify(ReadOnlySpan<byte> cell, Span<byte> text, out int length)
    {
        length = 0;
        while (!cell.IsEmpty)
        {
            (byte sign, int size) = cell[0] switch
            {
                >= (byte)'0' and <= (byte)'9' or (byte)'+' or (byte)'-' or (byte)'.' or (byte)',' or (byte)'\'' or (byte)' ' or (byte)'e' or (byte)'E' => (cell[0], 1),
                _ when cell.StartsWith("\u00A0"u8) => ((byte)' ', 2),
                _ when cell.StartsWith("\u202F"u8) || cell.StartsWith("\u2009"u8) || cell.StartsWith("\u2007"u8) => ((byte)' ', 3),
                _ when cell.StartsWith("\u2019"u8) => ((byte)'\'', 3),
                _ when cell.StartsWith("\u2212"u8) => ((byte)'-', 3),
                _ => ((byte)0, 0),
            };
            if (size == 0)
            {
                return false;
            }

            text[length++] = sign;
            cell = cell[size..];
        }

        return true;
    }

    private static bool TryScan(ReadOnlySpan<byte> text, byte decimalSign, out NumberShape shape)
    {
        shape = default;
        int place = text[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        int head = Digits(text, ref place), whole = head;
        byte grouping = 0;
        if (place < text.Length && text[place] != decimalSign && text[place] is (byte)',' or (byte)'.' or (byte)'\'' or (byte)' ')
        {
            grouping = text[place];
            if (head is 0 or > 3 || text[place - head] == (byte)'0' || !SkipGroups(text, grouping, head, ref place))
            {
                return false;
            }
        }

        bool hasDecimal = place < text.Length && text[place] == decimalSign;
        if (hasDecimal)
        {
            place++;
            whole += Digits(text, ref place);
        }

        if (whole > 0 && grouping == 0 && place < text.Length && text[place] is (byte)'e' or (byte)'E')
        {
            place++;
            place += place < text.Length && text[place] is (byte)'+' or (byte)'-' ? 1 : 0;
            whole = Digits(text, ref place);
        }

        shape = new NumberShape((char)grouping, hasDecimal, head);
        return place == text.Length && whole > 0;
    }

    /// <summary>Skips groups of three digits, or of two before the last three. Returns false if the groups are of other sizes.</summary>
    private static bool SkipGroups(ReadOnlySpan<byte> text, byte grouping, int head, ref int place)
    {
        int pairs = 0, triples = 0, last = 0;
        while (place < text.Length && text[place] == grouping)
        {
            place++;
            last = Digits(text, ref place);
            pairs += last == 2 ? 1 : 0;
            triples += last == 3 ? 1 : 0;
            if (last is not (2 or 3))
            {
                return false;
            }
        }

        return last == 3 && (pairs == 0 || (triples == 1 && head <= 2 && grouping == (byte)','));
    }

    private static int Digits(ReadOnlySpan<byte> text, ref int place)
    {
        int first = place;
        while (place < text.Length && text[place] is >= (byte)'0' and <= (byte)'9')
        {
            place++;
        }

        return place - first;
    }
}

/// <summary>The notation of one number.</summary>
/// <param name="Grouping">Thousands separator; '\0' for none.</param>
/// <param name="HasDecimal">Whether the number has a decimal sign.</param>
/// <param name="Head">Number of digits before the first separator or decimal sign.</param>
internal readonly record struct NumberShape(char Grouping, bool HasDecimal, int Head);
