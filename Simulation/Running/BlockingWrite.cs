using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Running;

/// <summary>Writes to pipes and devices, which wait for a reader for as long as it takes: a signal ends the process meanwhile.</summary>
internal static class BlockingWrite
{
    private static int s_count;

    /// <summary>Whether one is under way.</summary>
    internal static bool IsUnderWay => Volatile.Read(ref s_count) > 0;

    /// <summary>Writes to a path that may lead to a pipe or a device.</summary>
    internal static void Run(string path, Action write)
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
    internal static void Run(Action write)
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
