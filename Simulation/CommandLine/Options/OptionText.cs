using System.Globalization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Parsers of an option's text, for <see cref="TextOption"/>. Each returns null for text that it refuses.</summary>
public static class OptionText
{
    /// <summary>Accepts any text that is not empty.</summary>
    public static string? Any(string text) => text.Length == 0 ? null : text;

    /// <summary>Parses a whole number from 0.</summary>
    public static ulong? Natural(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;

    /// <summary>Parses a whole number.</summary>
    public static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>Parses a finite number.</summary>
    public static double? Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    /// <summary>Parses a number of threads, 1 to 256.</summary>
    public static int? Threads(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 256 ? value : null;
}
