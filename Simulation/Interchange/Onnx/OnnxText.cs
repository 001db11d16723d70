using System.Text;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Text from a file, for a message of one line.</summary>
internal static class OnnxText
{
    private const int Longest = 60;

    /// <summary>In quotes, control characters escaped, cut to 60 characters.</summary>
    internal static string Quote(string text)
    {
        StringBuilder line = new("\"");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            // Line separators end a line too; halves of a surrogate pair may have been cut apart.
            bool isEscaped = char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029';
            line.Append(isEscaped ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return line.Append(text.Length > Longest ? "…\"" : "\"").ToString();
    }
}
