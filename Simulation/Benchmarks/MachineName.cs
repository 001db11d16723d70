using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Benchmarks;

/// <summary>The description of the machine that a result was measured on, in one line.</summary>
internal static class MachineName
{
    internal static string Describe()
        => $"{Processor()}, {Environment.ProcessorCount} processors, {Peak.VectorBits}-bit vectors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";

    private static string Processor()
    {
        const string Key = "model name";
        const string Facts = "/proc/cpuinfo";
        string? line = File.Exists(Facts) ? File.ReadLines(Facts).FirstOrDefault(each => each.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
