namespace NeuroAgents.Serialization;

/// <summary>
/// The error for a file that breaks a rule of the archive format or lacks a tensor that its reader needs. Its message is "<c>ORIGIN: PART: expected EXPECTED, received RECEIVED.</c>".
/// </summary>
/// <remarks>
/// No other exception can be caused by the content of a file. A missing file or a failing disk causes an <see cref="IOException"/>.
/// The message is a single line, and each of its parts has at most 1,000 characters. Text from the file is quoted, escaped and cut to 60 characters.
/// </remarks>
public sealed class ArchiveFormatException : FormatException
{
    private const int MaxPartLength = 1000;

    /// <summary>Composes the message "<c>ORIGIN: PART: expected EXPECTED, received RECEIVED.</c>".</summary>
    /// <param name="origin">The file's path, or another name for the source of the bytes.</param>
    /// <param name="part">The tensor, metadata entry or section of the file that is wrong.</param>
    /// <param name="expected">The content that a valid file has there.</param>
    /// <param name="received">The content that this file has there.</param>
    /// <param name="inner">The exception that revealed the error, if any.</param>
    public ArchiveFormatException(string origin, string part, string expected, string received, Exception? inner = null)
        : base($"{origin}: {Line(part)}: expected {Line(expected)}, received {Line(received)}.", inner)
    {
        Origin = origin;
        Part = Line(part);
        Expected = Line(expected);
        Received = Line(received);
    }

    /// <summary>The file's path, or another name for the source of the bytes.</summary>
    public string Origin { get; }

    /// <summary>The tensor, metadata entry or section of the file that is wrong.</summary>
    public string Part { get; }

    /// <summary>The content that a valid file has there.</summary>
    public string Expected { get; }

    /// <summary>The content that this file has there.</summary>
    public string Received { get; }

    private static string Line(string text) => Excerpt.OneLine(text, MaxPartLength);
}
