using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NeuroAgents.Overlay.Metering;

/// <summary>Processor time of the calling thread; the time of day where the system does not count it finely. Does not allocate.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTimeLinux = 3;
    private const int ThreadCpuTimeMacOS = 16;

    /// <summary>Whether it counts processor time: on Linux and macOS.</summary>
    internal static bool IsProcessorTime { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Time since some moment of the past, ms.</summary>
    internal static double Milliseconds
    {
        get
        {
            if (!IsProcessorTime)
            {
                return Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency);
            }

            _ = GetTime(OperatingSystem.IsLinux() ? ThreadCpuTimeLinux : ThreadCpuTimeMacOS, out Time time);
            return time.Seconds * 1e3 + time.Nanoseconds * 1e-6;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
