using System.Globalization;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>What stands in an option's text; null where it is something else.</summary>
internal static class OptionText
{
    internal static string? Any(string text) => text.Length == 0 ? null : text;

    internal static ulong? Natural(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;

    internal static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>A finite number.</summary>
    internal static double? Number(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    /// <summary>A number of threads.</summary>
    internal static int? Threads(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= 256 ? value : null;
}
