using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Saving;

/// <summary>A runner for writes to pipes and devices, which may wait for a reader forever. While such a write runs, a signal ends the process at once: see <see cref="IsUnderWay"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public static class BlockingWrite
{
    private static int s_count;

    /// <summary>Whether a write to a pipe or a device is running.</summary>
    public static bool IsUnderWay => Volatile.Read(ref s_count) > 0;

    /// <summary>Runs a write to a path, and counts it if the path leads to a pipe or a device.</summary>
    public static void Run(string path, Action write)
    {
        if (ReplacedFile.IsStream(path))
        {
            Run(write);
        }
        else
        {
            write();
        }
    }

    /// <summary>Runs and counts a write to a pipe or a device.</summary>
    public static void Run(Action write)
    {
        Interlocked.Increment(ref s_count);
        try
        {
            write();
        }
        finally
        {
            Interlocked.Decrement(ref s_count);
        }
    }
}
