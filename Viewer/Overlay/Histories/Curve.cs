namespace NeuroAgents.Overlay.Histories;

/// <summary>A value over the frames of a run of any length, in a fixed number of points. When the points run out, neighbours are merged, and each point then stands for twice as many frames.</summary>
internal sealed class Curve
{
    private const int Capacity = 1024;
    private readonly double[] _values = new double[Capacity];
    private readonly double[] _frames = new double[Capacity];
    private double _sum;
    private int _taken;

    /// <summary>Number of complete points.</summary>
    public int Count { get; private set; }

    /// <summary>Number of measured frames averaged in each point.</summary>
    public int FramesPerPoint { get; private set; } = 1;

    /// <summary>Mean value of each point.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>The last frame of each point.</summary>
    public ReadOnlySpan<double> Frames => _frames.AsSpan(0, Count);

    internal void Clear() => (Count, FramesPerPoint, _sum, _taken) = (0, 1, 0, 0);

    /// <summary>Adds a frame's value; NaN and infinity are ignored.</summary>
    internal void Add(long frame, double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        _sum += value;
        if (++_taken < FramesPerPoint)
        {
            return;
        }

        if (Count == Capacity)
        {
            Merge();
            return;
        }

        (_values[Count], _frames[Count]) = (_sum / _taken, frame);
        Count++;
        (_sum, _taken) = (0, 0);
    }

    internal void CopyFrom(Curve other)
    {
        other.Values.CopyTo(_values);
        other.Frames.CopyTo(_frames);
        (Count, FramesPerPoint) = (other.Count, other.FramesPerPoint);
        (_sum, _taken) = (other._sum, other._taken);
    }

    /// <summary>Merges neighbours. The incomplete point stays as the first half of a longer one.</summary>
    private void Merge()
    {
        Count /= 2;
        FramesPerPoint *= 2;
        for (int i = 0; i < Count; i++)
        {
            _values[i] = (_values[2 * i] + _values[2 * i + 1]) / 2;
            _frames[i] = _frames[2 * i + 1];
        }
    }
}
