using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Training;

/// <summary>Watches a stream of values for one that is better than the best by a minimum; says how long there has been none.</summary>
/// <remarks>
/// Better means value + δ &lt; best for a minimum, value − δ &gt; best for a maximum, as in Keras 3. The first value that is a number is the best so far.
/// NaN is never better. Does not allocate. One thread at a time.
/// </remarks>
public sealed class PlateauDetector
{
    private readonly double _minDelta;
    private readonly bool _isMaximum;

    /// <summary>Nothing seen yet.</summary>
    /// <param name="patience">Values without improvement after which it is a plateau, at least 0; both 0 and 1 mean the first one.</param>
    /// <param name="minDelta">δ, at least 0.</param>
    /// <param name="isMaximum">Whether larger is better.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public PlateauDetector(int patience, double minDelta = 0, bool isMaximum = false)
    {
        Require.NotNegative(patience);
        Require.InRange(minDelta, 0, double.MaxValue);
        (Patience, _minDelta, _isMaximum) = (patience, minDelta, isMaximum);
    }

    /// <summary>Values without improvement after which it is a plateau.</summary>
    public int Patience { get; }

    /// <summary>The best value; NaN before there is one.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>Number of the best value, from 0; −1 before there is one.</summary>
    public long BestIndex { get; private set; } = -1;

    /// <summary>Number of values seen.</summary>
    public long Count { get; private set; }

    /// <summary>Values seen since the last improvement.</summary>
    public int Wait { get; private set; }

    /// <summary>Whether there has been no improvement for <see cref="Patience"/> values, at least one.</summary>
    public bool IsPlateau => Wait > 0 && Wait >= Patience;

    /// <summary>Sees the next value; true if it is the best so far.</summary>
    public bool Observe(double value)
    {
        long index = Count++;
        bool isBetter = double.IsNaN(Best) ? !double.IsNaN(value) : _isMaximum ? value - _minDelta > Best : value + _minDelta < Best;
        if (isBetter)
        {
            (Best, BestIndex, Wait) = (value, index, 0);
        }
        else
        {
            Wait += Wait < int.MaxValue ? 1 : 0;
        }

        return isBetter;
    }

    /// <summary>Starts waiting anew, and keeps the best.</summary>
    public void ResetWait() => Wait = 0;

    internal void Save(TensorArchive archive, string name)
        => archive.Add<long>(name, [4], [BitConverter.DoubleToInt64Bits(Best), BestIndex, Math.Min(Count, TensorArchive.MaxCount), Wait]);

    internal void Load(TensorArchive archive, string name)
    {
        long[] saved = archive.Get<long>(name, [4]);
        double best = BitConverter.Int64BitsToDouble(saved[0]);
        if (saved[1] < -1 || saved[2] <= saved[1] || saved[2] > TensorArchive.MaxCount || saved[3] < 0 || saved[3] > Math.Min(saved[2], int.MaxValue)
            || double.IsNaN(best) != (saved[1] < 0))
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{name}\"", "best, its number, count and wait", string.Join(", ", saved));
        }

        (Best, BestIndex, Count, Wait) = (best, saved[1], saved[2], (int)saved[3]);
    }

    /// <summary>Whether larger is better in a figure of a name.</summary>
    internal static bool IsMaximum(MonitorMode mode, string monitor) => mode == MonitorMode.Auto
        ? monitor.EndsWith(Accuracy.MetricName, StringComparison.Ordinal) || monitor.EndsWith(R2Score.MetricName, StringComparison.Ordinal)
        : mode == MonitorMode.Maximum;
}
