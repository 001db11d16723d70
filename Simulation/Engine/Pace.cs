using System.Diagnostics;

namespace NeuroAgents.Simulation.Engine;

/// <summary>Holds a run to a number of frames per second, as the display holds a game.</summary>
/// <remarks>A late frame moves those after it: nothing is caught up. Does not allocate.</remarks>
internal sealed class Pace(double framesPerSecond)
{
    /// <summary>A sleep may take this much longer than asked for, ms: the rest is spun.</summary>
    private const double Oversleep = 2;
    private readonly double _frame = 1000 / framesPerSecond;
    private double _next = Now;

    private static double Now => Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency);

    /// <summary>Waits for the time of the next frame.</summary>
    internal void Wait()
    {
        _next = Math.Max(_next + _frame, Now);
        int sleep = (int)(_next - Now - Oversleep);
        if (sleep > 0)
        {
            Thread.Sleep(sleep);
        }

        Spin(_next - Now);
    }

    /// <summary>An empty loop of a length, and how long it took, ms.</summary>
    internal static double Spin(double milliseconds)
    {
        double start = Now, spent;
        do
        {
            spent = Now - start;
        }
        while (spent < milliseconds);
        return spent;
    }
}
