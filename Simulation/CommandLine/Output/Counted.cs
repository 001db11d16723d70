using System.Globalization;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>A formatter of counts: a number and the singular or plural of what it counts.</summary>
internal static class Counted
{
    internal static string Text(long count, string one, string? many = null)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
