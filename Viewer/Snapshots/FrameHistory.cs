using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>How long the newest frames took, and all frames of the run together.</summary>
internal sealed class FrameHistory
{
    /// <summary>Frames that are kept one by one.</summary>
    public const int Length = 240;
    private readonly FrameTimes[] _times = new FrameTimes[Length];
    private readonly long[] _bytes = new long[Length];

    /// <summary>Frames of the run so far.</summary>
    public long Count { get; private set; }

    /// <summary>The newest frame.</summary>
    public FrameTimes Newest => Count == 0 ? default : _times[(Count - 1) % Length];

    /// <summary>Means over the frames that are kept.</summary>
    public FrameTimes Mean => Kept == 0 ? default : Fold((a, b) => a + b, 1.0 / Kept);

    /// <summary>The longest of each part among the frames that are kept.</summary>
    public FrameTimes Longest => Fold(Math.Max, 1);

    /// <summary>Number of frames that are kept.</summary>
    public int Kept => (int)Math.Min(Count, Length);

    /// <summary>A kept frame, 0 the oldest.</summary>
    public FrameTimes this[int i] => _times[(Count - Kept + i) % Length];

    /// <summary>What the newest frame allocated on the run's thread, bytes.</summary>
    public long NewestBytes => Count == 0 ? 0 : _bytes[(Count - 1) % Length];

    /// <summary>The most that one of the frames that are kept allocated, bytes.</summary>
    public long MostBytes
    {
        get
        {
            long most = 0;
            for (int i = 0; i < Kept; i++)
            {
                most = Math.Max(most, _bytes[i]);
            }

            return most;
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
