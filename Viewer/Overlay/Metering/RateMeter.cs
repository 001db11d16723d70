namespace NeuroAgents.Overlay.Metering;

/// <summary>A meter of events per second, over intervals of half a second.</summary>
internal struct RateMeter
{
    private const double Stretch = 0.5;
    private double _since;
    private long _before;

    /// <summary>Events per second in the last complete interval.</summary>
    internal double PerSecond { get; private set; }

    /// <summary>Sets the total number of events so far.</summary>
    internal void Set(long count, double now)
    {
        double passed = now - _since;
        if (passed >= Stretch || count < _before)
        {
            PerSecond = count < _before || _since == 0 ? 0 : (count - _before) / passed;
            (_since, _before) = (now, count);
        }
    }
}
