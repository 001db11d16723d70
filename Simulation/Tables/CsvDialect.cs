namespace NeuroAgents.Simulation.Tables;

/// <summary>The delimiter of a table and the lines above its header: "sep=;", as spreadsheets write it, and comments that begin with '#'.</summary>
/// <remarks>
/// The delimiter is chosen from tab, semicolon, bar and comma: in most rows it occurs outside quotes as often as in the header. The last comment is the header if it has
/// as many values as the line below and that line has only numbers, as numpy's savetxt writes it.
/// </remarks>
internal sealed class CsvDialect
{
    private const int SampleLength = 1 << 16;
    private const int SampleRecords = 50;
    private const string Separator = "sep=";
    private static readonly char[] s_delimiters = ['\t', ';', '|', ','];

    private CsvDialect(char delimiter, int skippedLines, TextReader table) => (Delimiter, SkippedLines, Table) = (delimiter, skippedLines, table);

    internal char Delimiter { get; }

    /// <summary>Number of lines above the table.</summary>
    internal int SkippedLines { get; }

    /// <summary>The text from the header on.</summary>
    internal TextReader Table { get; }

    /// <summary>Detects the dialect from the first lines of a text.</summary>
    internal static CsvDialect Detect(TextReader text)
    {
        char[] sample = new char[SampleLength];
        int length = text.ReadBlock(sample, 0, sample.Length);
        ReadOnlySpan<char> start = sample.AsSpan(0, length);
        int place = 0, skipped = 0, comment = -1;
        char? delimiter = null;
        while (place < length)
        {
            ReadOnlySpan<char> line = Line(start[place..], out int next);
            if (delimiter is null && TrySeparator(line, out char separator))
            {
                delimiter = separator;
            }
            else if (line.StartsWith('#'))
            {
                comment = place;
            }
            else if (!line.IsWhiteSpace())
            {
                break;
            }

            place += next;
            skipped++;
        }

        if (comment >= 0 && HeaderInComment(start, comment, place, delimiter) is var header and >= 0)
        {
            (place, skipped) = (header, skipped - 1);
        }

        return new CsvDialect(delimiter ?? Choose(start[place..]), skipped, new RestReader(sample.AsMemory(place, length - place), text));
    }

    private static bool TrySeparator(ReadOnlySpan<char> line, out char separator)
    {
        bool isSeparator = line.StartsWith(Separator, StringComparison.OrdinalIgnoreCase) && line.Length == Separator.Length + 1;
        separator = isSeparator ? line[^1] : '\0';
        return isSeparator && !char.IsLetterOrDigit(separator) && separator is not ('"' or '#');
    }

    /// <summary>Returns the line without its end.</summary>
    private static ReadOnlySpan<char> Line(ReadOnlySpan<char> text, out int next)
    {
        int end = text.IndexOfAny('\n', '\r');
        next = end < 0 ? text.Length : text[end..].StartsWith("\r\n") ? end + 2 : end + 1;
        return end < 0 ? text : text[..end];
    }

    /// <summary>Finds the start of the header in a comment; -1 if the comment is not the header.</summary>
    private static int HeaderInComment(ReadOnlySpan<char> text, int comment, int table, char? delimiter)
    {
        ReadOnlySpan<char> names = Line(text[comment..], out _), values = Line(text[table..], out _);
        char between = delimiter ?? Choose(text[table..]);
        int columns = names.Count(between) + 1;
        if (columns < 2 || values.Count(between) + 1 != columns)
        {
            return -1;
        }

        int numbers = 0;
        foreach (Range value in values.Split(between))
        {
            byte[] cell = System.Text.Encoding.UTF8.GetBytes(values[value].Trim().Trim('"').ToString());
            numbers += MissingValue.IsAmongNumbers(cell) || NumberNotation.IsNumber(cell, '.', out _) || NumberNotation.IsNumber(cell, ',', out _) ? 1 : 0;
        }

        // "#id,a,b" has a name that begins with '#'; "# id, a, b" has a comment sign before the names.
        bool isSpaced = names.Length > 1 && char.IsWhiteSpace(names[1]);
        return numbers == columns ? comment + (isSpaced ? 1 : 0) : numbers > 0 && !isSpaced ? comment : -1;
    }

    private static char Choose(ReadOnlySpan<char> sample)
    {
        int[][] counts = Count(sample);
        (char Delimiter, int Rows) best = (',', 0);
        for (int i = 0; i < s_delimiters.Length; i++)
        {
            int inHeader = counts.Length == 0 ? 0 : counts[0][i];
            int rows = inHeader == 0 ? 0 : counts.Count(record => record[i] == inHeader || record[i] == inHeader + 1);
            best = rows > best.Rows ? (s_delimiters[i], rows) : best;
        }

        // In a single column, a comma in the rows is not a delimiter, so a character is returned that occurs nowhere.
        return best.Rows > 0 || !sample.Contains(',') ? best.Delimiter : sample.Contains(';') ? '\t' : ';';
    }

    /// <summary>Counts each delimiter outside quotes in each of the first records.</summary>
    private static int[][] Count(ReadOnlySpan<char> sample)
    {
        List<int[]> records = [];
        int[] counts = new int[s_delimiters.Length];
        bool isQuoted = false, isFieldStart = true, isBlank = true;
        foreach (char sign in sample)
        {
            if (isQuoted || (sign == '"' && isFieldStart))
            {
                isQuoted = !isQuoted || sign != '"';
                (isFieldStart, isBlank) = (!isQuoted, false);
                continue;
            }

            if (sign is '\n' or '\r')
            {
                EndRecord();
                if (records.Count == SampleRecords)
                {
                    break;
                }

                continue;
            }

            int delimiter = Array.IndexOf(s_delimiters, sign);
            if (delimiter >= 0)
            {
                counts[delimiter]++;
            }

            isFieldStart = delimiter >= 0;
            isBlank &= char.IsWhiteSpace(sign) && delimiter < 0;
        }

        // The last record may be cut off.
        if (records.Count == 0 || sample.Length < SampleLength / 2)
        {
            EndRecord();
        }

        return [.. records];

        void EndRecord()
        {
            if (!isBlank)
            {
                records.Add(counts);
            }

            (counts, isFieldStart, isBlank) = (new int[s_delimiters.Length], true, true);
        }
    }

    /// <summary>A reader of the text that was read ahead, followed by the rest.</summary>
    private sealed class RestReader(ReadOnlyMemory<char> ahead, TextReader rest) : TextReader
    {
        private ReadOnlyMemory<char> _ahead = ahead;

        public override int Peek() => _ahead.IsEmpty ? rest.Peek() : _ahead.Span[0];

        public override int Read()
        {
            Span<char> one = stackalloc char[1];
            return Read(one) == 0 ? -1 : one[0];
        }

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            if (_ahead.IsEmpty)
            {
                return rest.Read(buffer);
            }

            int count = Math.Min(buffer.Length, _ahead.Length);
            _ahead.Span[..count].CopyTo(buffer);
            _ahead = _ahead[count..];
            return count;
        }
    }
}
