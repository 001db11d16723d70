namespace NeuroAgents.Overlay.Histories;

/// <summary>The mean loss over the first and the newest 60 frames that learned, as a headless run reports it.</summary>
internal sealed class LossWindow
{
    private const int Length = 60;
    private readonly float[] _newest = new float[Length];
    private double _firstSum;
    private long _count;
    private bool _hasFirst = true;

    /// <summary>Mean over the first frames; NaN before any frame learned, and if the run's start was not observed.</summary>
    public double First => _count == 0 || !_hasFirst ? double.NaN : _firstSum / Math.Min(_count, Length);

    /// <summary>Mean over the newest frames, summed from the newest on as in the report; NaN before any frame learned.</summary>
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

    /// <param name="isResumed">Whether the run's first frames were played in an earlier run.</param>
    internal void Begin(bool isResumed) => (_firstSum, _count, _hasFirst) = (0, 0, !isResumed);

    internal void CopyFrom(LossWindow other)
    {
        other._newest.CopyTo(_newest, 0);
        (_firstSum, _count, _hasFirst) = (other._firstSum, other._count, other._hasFirst);
    }
}
