using System.Diagnostics;

namespace NeuroAgents.Simulation.Engine;

/// <summary>A limiter that holds a run to a number of frames per second, as a display does with a game.</summary>
/// <remarks>A late frame delays all later frames; lost time is not made up. Does not allocate.</remarks>
internal sealed class Pace(double framesPerSecond)
{
    /// <summary>Time at the end of each wait that is spent in a busy loop, ms, because a sleep may last this much longer than requested.</summary>
    private const double Oversleep = 2;
    private readonly double _frame = 1000 / framesPerSecond;
    private double _next = Now;

    private static double Now => Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency);

    /// <summary>Waits until the next frame is due.</summary>
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

    /// <summary>Runs an empty loop for at least a duration and returns the time it took, both in ms.</summary>
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
