using System.Globalization;
using System.Text;

namespace NeuroAgents.Serialization;

/// <summary>Text of unknown origin for a single line on a screen: cut, and what would move the cursor, colour the terminal or turn the text around is escaped.</summary>
public static class Excerpt
{
    private const int Longest = 60;
    private const int MostNames = 100;

    /// <summary>Throws on lone surrogates and on bytes that are not UTF-8, where <see cref="Encoding.UTF8"/> would replace them.</summary>
    internal static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text in quotes, cut to 60 characters and escaped.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => $"\"{OneLine(text)}\"";

    /// <summary>The text, cut and escaped: control characters, line ends, invisible and direction marks and lone surrogates become <c>\uXXXX</c>. What is escaped already stays as it is.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">Characters that are kept; "…" stands for the others. Default: 60.</param>
    public static string OneLine(string text, int longest = Longest)
    {
        Diagnostics.Require.NotNull(text);
        var line = new StringBuilder();
        int end = Math.Min(text.Length, longest);
        for (int i = 0; i < end; i++)
        {
            if (i + 1 < end && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                line.Append(text, i++, 2);
            }
            else if (IsEscaped(text[i]))
            {
                line.Append(FormattableString.Invariant($"\\u{(int)text[i]:x4}"));
            }
            else
            {
                line.Append(text[i]);
            }
        }

        return line.Append(text.Length > longest ? "…" : "").ToString();
    }

    /// <summary>Names with commas between, each cut and escaped; of more than 100 the first, and how many more there are.</summary>
    /// <param name="names">Any texts.</param>
    public static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string shown = string.Join(", ", all.Take(MostNames).Select(name => OneLine(name)));
        return all.Length > MostNames ? FormattableString.Invariant($"{shown} and {all.Length - MostNames} more") : shown;
    }

    /// <summary>The sentence of an exception, without the parameter and value that the framework appends.</summary>
    internal static string OfError(Exception error) => OneLine(error.Message.Split(" (Parameter ")[0].TrimEnd('.'), 200);

    /// <summary>U+2028 and U+2029 end a line too; halves of a cut surrogate pair would come out as question marks.</summary>
    private static bool IsEscaped(char c)
        => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    internal static string OfShape(ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(shape[i].ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    internal static bool HasUtf8Form(string text)
    {
        try
        {
            _ = StrictUtf8.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    internal static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _ = StrictUtf8.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
