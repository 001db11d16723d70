namespace NeuroAgents.Serialization;

/// <summary>
/// "<c>ORIGIN: PATH: expected EXPECTED, given GIVEN. Did you mean "CLOSEST"?</c>":
/// options in JSON have an unknown or repeated key, or a value of the wrong type.
/// </summary>
/// <remarks>The message is a single line; text that comes from the JSON is quoted, escaped and cut to 60 characters.</remarks>
public sealed class OptionsFormatException : FormatException
{
    /// <summary>Composes the message "<c>ORIGIN: PATH: expected EXPECTED, given GIVEN. Did you mean "CLOSEST"?</c>".</summary>
    /// <param name="origin">The file's path, or another name of where the JSON came from.</param>
    /// <param name="path">The keys down to the wrong place, as in <c>learner.optimizer</c> or <c>hidden[2]</c>; empty for the top level.</param>
    /// <param name="expected">What may stand there.</param>
    /// <param name="given">What stands there.</param>
    /// <param name="closest">The known name that was probably meant; null if none is near.</param>
    /// <param name="inner">The exception that told of it, if any.</param>
    public OptionsFormatException(string origin, string path, string expected, string given, string? closest = null, Exception? inner = null)
        : base(
            $"{origin}: {(path.Length == 0 ? "top level" : path)}: expected {expected}, given {given}."
                + (closest is null ? "" : $" Did you mean \"{closest}\"?"),
            inner)
    {
        Origin = origin;
        Path = path;
        Expected = expected;
        Given = given;
        Closest = closest;
    }

    /// <summary>The file's path, or another name of where the JSON came from.</summary>
    public string Origin { get; }

    /// <summary>
    /// The keys down to the wrong place, as in <c>learner.optimizer</c> or <c>hidden[2]</c>; empty for the top level; line and byte where the text is no JSON.
    /// </summary>
    public string Path { get; }

    /// <summary>What may stand there.</summary>
    public string Expected { get; }

    /// <summary>What stands there.</summary>
    public string Given { get; }

    /// <summary>The known name that was probably meant; null if none is near.</summary>
    public string? Closest { get; }
}
