using System.Diagnostics;

namespace NeuroAgents.Learning.Hosting;

/// <summary>The only clock of the plugin: the budget and the measurements read it, and tests replace it.</summary>
internal interface IFrameClock
{
    /// <summary>Time since an arbitrary moment, ms.</summary>
    double Milliseconds { get; }
}

/// <summary>The machine's clock.</summary>
internal sealed class FrameClock : IFrameClock
{
    public double Milliseconds => Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency);
}
