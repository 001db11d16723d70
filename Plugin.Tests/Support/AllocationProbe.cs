using Xunit;

namespace NeuroAgents.Tests.Support;

/// <summary>Asserts that an action allocates nothing after warm-up.</summary>
internal static class AllocationProbe
{
    private const int Warm = 200;
    private const int Counted = 100;

    /// <summary>Asserts that nothing is allocated on this thread.</summary>
    internal static void AssertNone(Action action)
    {
        Repeat(action, Warm);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(action, Counted);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(bytes == 0, $"{bytes} bytes in {Counted} calls");
    }

    /// <summary>Asserts that nothing is allocated in the whole process. For a collection that runs alone.</summary>
    /// <remarks>The runtime itself allocates now and then on its own threads, so one of several rounds must be clean. Allocations of the action
    /// show in all rounds.</remarks>
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
