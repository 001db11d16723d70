using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Saving;

/// <summary>Writes to pipes and devices, which may wait for a reader forever. A signal ends the process meanwhile.</summary>
public static class BlockingWrite
{
    private static int s_count;

    /// <summary>Whether such a write is running.</summary>
    public static bool IsUnderWay => Volatile.Read(ref s_count) > 0;

    /// <summary>Writes to a path that may lead to a pipe or a device.</summary>
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

    /// <summary>Writes to a pipe or a device.</summary>
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
