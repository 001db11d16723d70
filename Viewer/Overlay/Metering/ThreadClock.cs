using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NeuroAgents.Overlay.Metering;

/// <summary>A clock of the calling thread's processor time, or of elapsed time if the system's processor clock is too coarse. Does not allocate.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTimeLinux = 3;
    private const int ThreadCpuTimeMacOS = 16;

    /// <summary>Whether the clock counts processor time, as on Linux and macOS.</summary>
    internal static bool IsProcessorTime { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Time since an arbitrary past moment, ms.</summary>
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
