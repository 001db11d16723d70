using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>Timings of the newest frames, and totals over all frames of the run.</summary>
internal sealed class FrameHistory
{
    /// <summary>Number of frames kept individually.</summary>
    public const int Length = 240;
    private readonly FrameTimes[] _times = new FrameTimes[Length];
    private readonly long[] _bytes = new long[Length];

    /// <summary>Number of frames of the run so far.</summary>
    public long Count { get; private set; }

    /// <summary>The newest frame.</summary>
    public FrameTimes Newest => Count == 0 ? default : _times[(Count - 1) % Length];

    /// <summary>Means over the kept frames.</summary>
    public FrameTimes Mean => Kept == 0 ? default : Fold((a, b) => a + b, 1.0 / Kept);

    /// <summary>The longest time of each phase among the kept frames.</summary>
    public FrameTimes Max => Fold(Math.Max, 1);

    /// <summary>Number of kept frames.</summary>
    public int Kept => (int)Math.Min(Count, Length);

    /// <summary>The kept frame at an index; 0 is the oldest.</summary>
    public FrameTimes this[int i] => _times[(Count - Kept + i) % Length];

    /// <summary>Bytes that the newest frame allocated on the run's thread.</summary>
    public long NewestBytes => Count == 0 ? 0 : _bytes[(Count - 1) % Length];

    /// <summary>The largest number of bytes that any kept frame allocated.</summary>
    public long MaxBytes
    {
        get
        {
            long maximum = 0;
            for (int i = 0; i < Kept; i++)
            {
                maximum = Math.Max(maximum, _bytes[i]);
            }

            return maximum;
        }
    }

    internal void Add(FrameTimes times, long bytes)
    {
        (_times[Count % Length], _bytes[Count % Length]) = (times, bytes);
        Count++;
    }

    internal void Clear() => Count = 0;

    internal void CopyFrom(FrameHistory other)
    {
        other._times.CopyTo(_times, 0);
        other._bytes.CopyTo(_bytes, 0);
        Count = other.Count;
    }

    private FrameTimes Fold(Func<double, double, double> fold, double scale)
    {
        double sense = 0, decide = 0, act = 0, learn = 0;
        for (int i = 0; i < Kept; i++)
        {
            FrameTimes times = this[i];
            (sense, decide, act, learn) = (fold(sense, times.Sense), fold(decide, times.Decide), fold(act, times.Act), fold(learn, times.Learn));
        }

        return new FrameTimes(sense * scale, decide * scale, act * scale, learn * scale);
    }
}
