namespace NeuroAgents.Overlay.Histories;

/// <summary>Mean loss over the first and the newest 60 frames that learned: the figures that a headless run reports.</summary>
internal sealed class LossWindow
{
    private const int Length = 60;
    private readonly float[] _newest = new float[Length];
    private double _firstSum;
    private long _count;
    private bool _hasFirst = true;

    /// <summary>Over the first; NaN before any learned, and where the run began before it was seen.</summary>
    public double First => _count == 0 || !_hasFirst ? double.NaN : _firstSum / Math.Min(_count, Length);

    /// <summary>Over the newest, summed from the newest on as the report does; NaN before any learned.</summary>
    public double Last
    {
        get
        {
            int taken = (int)Math.Min(_count, Length);
            double sum = 0;
            for (long i = _count - 1; i >= _count - taken; i--)
            {
                sum += _newest[i % Length];
            }

            return taken == 0 ? double.NaN : sum / taken;
        }
    }

    internal void Add(float loss)
    {
        if (float.IsNaN(loss))
        {
            return;
        }

        _firstSum += _count < Length ? loss : 0;
        _newest[_count++ % Length] = loss;
    }

    /// <param name="isResumed">Whether the run's first frames were played in another.</param>
    internal void Begin(bool isResumed) => (_firstSum, _count, _hasFirst) = (0, 0, !isResumed);

    internal void CopyFrom(LossWindow other)
    {
        other._newest.CopyTo(_newest, 0);
        (_firstSum, _count, _hasFirst) = (other._firstSum, other._count, other._hasFirst);
    }
}
