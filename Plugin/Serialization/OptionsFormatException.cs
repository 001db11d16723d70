namespace NeuroAgents.Serialization;

/// <summary>
/// The error for JSON options with an unknown or repeated key, or with a value of the wrong type. Its message is
/// "<c>ORIGIN: PATH: expected EXPECTED, received RECEIVED. Did you mean "CLOSEST"?</c>".
/// </summary>
/// <remarks>The message is a single line. Text from the JSON is quoted, escaped and cut to 60 characters.</remarks>
public sealed class OptionsFormatException : FormatException
{
    /// <summary>Composes the message "<c>ORIGIN: PATH: expected EXPECTED, received RECEIVED. Did you mean "CLOSEST"?</c>".</summary>
    /// <param name="origin">The file's path, or another name for the source of the JSON.</param>
    /// <param name="path">The keys down to the wrong place, as in <c>learner.optimizer</c> or <c>hidden[2]</c>; empty for the top level.</param>
    /// <param name="expected">The values that are allowed there.</param>
    /// <param name="received">The value that the JSON has there.</param>
    /// <param name="closest">The known name that was probably intended; null if none is close.</param>
    /// <param name="inner">The exception that revealed the error, if any.</param>
    public OptionsFormatException(string origin, string path, string expected, string received, string? closest = null, Exception? inner = null)
        : base(
            $"{origin}: {(path.Length == 0 ? "top level" : path)}: expected {expected}, received {received}."
                + (closest is null ? "" : $" Did you mean \"{closest}\"?"),
            inner)
    {
        Origin = origin;
        Path = path;
        Expected = expected;
        Received = received;
        Closest = closest;
    }

    /// <summary>The file's path, or another name for the source of the JSON.</summary>
    public string Origin { get; }

    /// <summary>
    /// The keys down to the wrong place, as in <c>learner.optimizer</c> or <c>hidden[2]</c>; empty for the top level; line and byte if the text is not valid JSON.
    /// </summary>
    public string Path { get; }

    /// <summary>The values that are allowed there.</summary>
    public string Expected { get; }

    /// <summary>The value that the JSON has there.</summary>
    public string Received { get; }

    /// <summary>The known name that was probably intended; null if none is close.</summary>
    public string? Closest { get; }
}
