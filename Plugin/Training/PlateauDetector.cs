using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Training;

/// <summary>A counter of the values since a stream last improved on its best value by more than a minimum.</summary>
/// <remarks>
/// A value is better if value + δ &lt; best, or value − δ &gt; best where larger is better, as in Keras 3. The first value other than NaN becomes the best.
/// NaN is never better. Does not allocate. One thread at a time.
/// </remarks>
public sealed class PlateauDetector
{
    private readonly double _minDelta;
    private readonly bool _isMaximum;

    /// <summary>Creates a detector that has seen no value yet.</summary>
    /// <param name="patience">Number of values without improvement that makes a plateau, at least 0. With 0 or 1, the first such value makes one.</param>
    /// <param name="minDelta">δ, which an improvement must exceed, at least 0.</param>
    /// <param name="isMaximum">Whether larger is better.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public PlateauDetector(int patience, double minDelta = 0, bool isMaximum = false)
    {
        Require.NotNegative(patience);
        Require.InRange(minDelta, 0, double.MaxValue);
        (Patience, _minDelta, _isMaximum) = (patience, minDelta, isMaximum);
    }

    /// <summary>Number of values without improvement that makes a plateau.</summary>
    public int Patience { get; }

    /// <summary>The best value; NaN before there is one.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>Zero-based index of the best value; −1 before there is one.</summary>
    public long BestIndex { get; private set; } = -1;

    /// <summary>Number of values seen.</summary>
    public long Count { get; private set; }

    /// <summary>Number of values since the last improvement or <see cref="ResetWait"/>.</summary>
    public int Wait { get; private set; }

    /// <summary>Whether there has been no improvement for <see cref="Patience"/> values, at least one.</summary>
    public bool IsPlateau => Wait > 0 && Wait >= Patience;

    /// <summary>Adds the next value. Returns whether it is an improvement.</summary>
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

    /// <summary>Sets <see cref="Wait"/> to 0 and keeps the best value.</summary>
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
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{name}\"", "the best value, its index, the number of values and the number since the last improvement, each within its range", string.Join(", ", saved));
        }

        (Best, BestIndex, Count, Wait) = (best, saved[1], saved[2], (int)saved[3]);
    }

    /// <summary>Returns whether larger values of the named figure are better.</summary>
    internal static bool IsMaximum(MonitorMode mode, string monitor) => mode == MonitorMode.Auto
        ? monitor.EndsWith(Accuracy.MetricName, StringComparison.Ordinal) || monitor.EndsWith(R2Score.MetricName, StringComparison.Ordinal)
        : mode == MonitorMode.Maximum;
}
