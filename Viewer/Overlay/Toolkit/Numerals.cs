using System.Globalization;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>Numbers formatted for people, the same in every culture.</summary>
internal static class Numerals
{
    internal static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Returns a number with about four significant digits, and with an exponent if it is very small or large; a dash for a value that is not finite.</summary>
    internal static string Short(double value) => !double.IsFinite(value) ? "–" : Math.Abs(value) switch
    {
        0 => "0",
        < 0.001 or >= 1e6 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        < 0.1 => value.ToString("0.00000", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.0000", CultureInfo.InvariantCulture),
        < 1000 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    internal static string Milliseconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Returns a fixed number of decimals; a value that rounds to zero has no sign.</summary>
    internal static string Decimals(double value, int digits) => (Math.Round(value, digits) + 0.0).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Returns an amount of memory with a fitting unit; each unit is 1,000 of the one below.</summary>
    internal static string Bytes(long value) => value < 1000 ? $"{value} B"
        : value < 1_000_000 ? (value / 1e3).ToString("0.0 kB", CultureInfo.InvariantCulture)
        : (value / 1e6).ToString("0.0 MB", CultureInfo.InvariantCulture);

    /// <summary>Returns a rate in frames of the simulation per second.</summary>
    internal static string FrameRate(double perSecond) => perSecond > 0 ? $"{Decimals(perSecond, 0)} frames/s" : "0 frames/s";

    internal static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
