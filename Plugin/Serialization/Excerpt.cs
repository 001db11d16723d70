using System.Globalization;
using System.Text;

namespace NeuroAgents.Serialization;

/// <summary>Quotes text of unknown origin for a single-line message: control characters escaped, cut to 60 characters.</summary>
internal static class Excerpt
{
    private const int Longest = 60;

    /// <summary>Throws on lone surrogates and on bytes that are not UTF-8, where <see cref="Encoding.UTF8"/> would replace them.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(string text) => $"\"{OneLine(text)}\"";

    public static string OneLine(string text, int longest = Longest)
    {
        var line = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            // U+2028 and U+2029 end a line too; halves of a cut surrogate pair would come out as question marks.
            bool escaped = char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029';
            line.Append(escaped ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return line.Append(text.Length > longest ? "…" : "").ToString();
    }

    public static string OfShape(ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(shape[i].ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    public static bool HasUtf8Form(string text)
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

    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
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
