using System.Globalization;
using System.Text;

namespace NeuroAgents.Serialization;

/// <summary>Excerpts of untrusted text for a single line on a screen: cut, with escapes for characters that would move the cursor, colour the terminal or change the text direction.</summary>
public static class Excerpt
{
    private const int DefaultLength = 60;
    private const int MaxNames = 100;

    /// <summary>UTF-8 encoding that throws on lone surrogates and invalid bytes, which <see cref="Encoding.UTF8"/> would replace.</summary>
    internal static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the text in quotes, cut to 60 characters and escaped.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text) => $"\"{OneLine(text)}\"";

    /// <summary>Returns the text, cut and escaped: control characters, line ends, invisible and direction marks and lone surrogates become <c>\uXXXX</c>. Existing escapes stay as they are.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Largest number of characters to keep; "…" replaces the others. Default: 60.</param>
    public static string OneLine(string text, int maxLength = DefaultLength)
    {
        Diagnostics.Require.NotNull(text);
        var line = new StringBuilder();
        int end = Math.Min(text.Length, maxLength);
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

        return line.Append(text.Length > maxLength ? "…" : "").ToString();
    }

    /// <summary>Joins names with commas, each cut and escaped. Of more than 100 names it lists the first 100 and the number of the others.</summary>
    /// <param name="names">Any texts.</param>
    public static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string shown = string.Join(", ", all.Take(MaxNames).Select(name => OneLine(name)));
        return all.Length > MaxNames ? FormattableString.Invariant($"{shown} and {all.Length - MaxNames} more") : shown;
    }

    /// <summary>Returns the sentence of an exception, without the parameter and value that the framework appends.</summary>
    internal static string OfError(Exception error) => OneLine(error.Message.Split(" (Parameter ")[0].TrimEnd('.'), 200);

    /// <summary>Returns whether a character must be escaped. U+2028 and U+2029 also end a line. Halves of a cut surrogate pair would become question marks.</summary>
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
