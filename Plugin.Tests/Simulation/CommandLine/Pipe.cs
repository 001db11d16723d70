using System.Diagnostics;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>Named pipes.</summary>
internal static class Pipe
{
    /// <summary>Makes a named pipe; skips the test on systems without them.</summary>
    internal static string Make(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only Unix has named pipes with paths.");
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
