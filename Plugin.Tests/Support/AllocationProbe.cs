using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>Counts what an action allocates once it is warm.</summary>
internal static class AllocationProbe
{
    private const int Warm = 200;
    private const int Counted = 100;

    /// <summary>Nothing on this thread.</summary>
    internal static void AssertNone(Action action)
    {
        Repeat(action, Warm);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(action, Counted);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(bytes == 0, $"{bytes} bytes in {Counted} calls");
    }

    /// <summary>Nothing in the whole process: for a collection that runs alone.</summary>
    /// <remarks>The runtime itself may allocate once in a while on threads of its own, so of several rounds one must be clean; whatever the action
    /// allocates shows in all.</remarks>
    internal static void AssertNoneInTheProcess(Action action)
    {
        Repeat(action, Warm);
        long least = long.MaxValue;
        for (int round = 0; round < 10 && least != 0; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Repeat(action, Counted);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.True(least == 0, $"at least {least} bytes in {Counted} calls");
    }

    private static void Repeat(Action action, int times)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
