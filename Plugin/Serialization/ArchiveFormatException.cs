namespace NeuroAgents.Serialization;

/// <summary>
/// "<c>ORIGIN: PART: expected EXPECTED, found FOUND.</c>": a file breaks a rule of the archive format, or does not hold the tensor its reader needs.
/// </summary>
/// <remarks>
/// The one exception that the content of a file can cause; a missing file or a failing disk stays an <see cref="IOException"/>.
/// The message is a single line. Text from the file is quoted, escaped and cut to 60 characters. No part of the message is longer than 1,000 characters.
/// </remarks>
public sealed class ArchiveFormatException : FormatException
{
    private const int LongestPart = 1000;

    /// <summary>Composes the message "<c>ORIGIN: PART: expected EXPECTED, found FOUND.</c>".</summary>
    /// <param name="origin">The file's path, or another name of where the bytes came from.</param>
    /// <param name="part">The tensor, metadata entry or stretch of the file that is wrong.</param>
    /// <param name="expected">What stands in a good file.</param>
    /// <param name="found">What stands in this one.</param>
    /// <param name="inner">The exception that told of it, if any.</param>
    public ArchiveFormatException(string origin, string part, string expected, string found, Exception? inner = null)
        : base($"{origin}: {Line(part)}: expected {Line(expected)}, found {Line(found)}.", inner)
    {
        Origin = origin;
        Part = Line(part);
        Expected = Line(expected);
        Found = Line(found);
    }

    /// <summary>The file's path, or another name of where the bytes came from.</summary>
    public string Origin { get; }

    /// <summary>The tensor, metadata entry or stretch of the file that is wrong.</summary>
    public string Part { get; }

    /// <summary>What stands in a good file.</summary>
    public string Expected { get; }

    /// <summary>What stands in this one.</summary>
    public string Found { get; }

    private static string Line(string text) => Excerpt.OneLine(text, LongestPart);
}
