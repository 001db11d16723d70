using System.Globalization;

namespace NeuroAgents.Viewer.Input;

/// <summary>The simulation speeds, from 1/8 of real time to unlimited.</summary>
internal static class Speeds
{
    private static readonly double[] s_all = [0.125, 0.25, 0.5, 1, 2, 4, 8, double.PositiveInfinity];

    internal static double Faster(double speed) => s_all.FirstOrDefault(each => each > speed, s_all[^1]);

    internal static double Slower(double speed) => s_all.LastOrDefault(each => each < speed, s_all[0]);

    internal static string Name(double speed)
        => double.IsPositiveInfinity(speed) ? "max" : speed < 1 ? $"1/{(1 / speed).ToString("0.##", CultureInfo.InvariantCulture)}" : speed.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Parses the output of <see cref="Name"/>, or a number from 1/8; null for anything else.</summary>
    internal static double? Parse(string text)
    {
        if (text == "max")
        {
            return double.PositiveInfinity;
        }

        string[] parts = text.Split('/');
        double? speed = parts.Length <= 2 && parts.All(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and < 1e6)
            ? parts.Select(part => double.Parse(part, CultureInfo.InvariantCulture)).Aggregate((whole, part) => whole / part)
            : null;
        return speed >= s_all[0] ? speed : null;
    }
}
