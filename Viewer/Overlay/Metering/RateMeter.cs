namespace NeuroAgents.Overlay.Metering;

/// <summary>How often something happens per second, over stretches of half a second.</summary>
internal struct RateMeter
{
    private const double Stretch = 0.5;
    private double _since;
    private long _before;

    /// <summary>Times per second in the last whole stretch.</summary>
    internal double PerSecond { get; private set; }

    /// <summary>Says how often it has happened so far.</summary>
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
