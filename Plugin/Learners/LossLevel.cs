using NeuroAgents.Numerics;

namespace NeuroAgents.Learners;

/// <summary>What losses are usual now: running mean and mean absolute deviation of their logarithms.</summary>
/// <remarks>Logarithms, because a loss falls by orders of magnitude while it is learned from, and a small one varies by factors, not by differences.</remarks>
internal struct LossLevel
{
    private const int WarmUp = 20;
    private const int Window = 100;
    private const double Deviations = 4;
    private const double Smallest = 1e-30;
    private double _mean;
    private double _deviation;
    private int _count;

    /// <summary>The loss above which it has exploded; infinite while too few were seen.</summary>
    internal readonly double Threshold(double factor) => _count < WarmUp
        ? double.PositiveInfinity
        : VectorMath.Exp(_mean + Math.Max(VectorMath.Log(factor), Deviations * _deviation));

    internal readonly long[] ToBits() => [BitConverter.DoubleToInt64Bits(_mean), BitConverter.DoubleToInt64Bits(_deviation), _count];

    /// <summary>What <see cref="ToBits"/> gave; null if it can't be that.</summary>
    internal static LossLevel? FromBits(ReadOnlySpan<long> bits)
    {
        double mean = BitConverter.Int64BitsToDouble(bits[0]), deviation = BitConverter.Int64BitsToDouble(bits[1]);
        return mean is >= -1000 and <= 1000 && deviation is >= 0 and <= 1000 && bits[2] is >= 0 and <= Window
            ? new LossLevel { _mean = mean, _deviation = deviation, _count = (int)bits[2] }
            : null;
    }

    internal void Add(float loss)
    {
        _count = Math.Min(_count + 1, Window);
        double logarithm = VectorMath.Log(Math.Max(loss, Smallest)), difference = logarithm - _mean;
        _mean += difference / _count;
        _deviation += _count == 1 ? 0 : (Math.Abs(difference) - _deviation) / _count;
    }
}
