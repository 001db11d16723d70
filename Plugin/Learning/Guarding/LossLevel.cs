using NeuroAgents.Numerics;

namespace NeuroAgents.Learning.Guarding;

/// <summary>What losses are usual now: running mean and mean absolute deviation of their logarithms.</summary>
/// <remarks>
/// Logarithms, because a loss falls by orders of magnitude while it is learned from, and a small one varies by factors, not by differences. A loss far below the
/// highest level that ever was is good, however far it is above the newest ones: next to nothing is left to learn there, and noise alone multiplies it.
/// </remarks>
internal struct LossLevel
{
    private const int WarmUp = 20;
    private const int Window = 100;
    private const double Deviations = 4;
    private const double Smallest = 1e-30;

    /// <summary>Bounds below the logarithm of <see cref="Smallest"/> and above that of the largest float.</summary>
    private const double MinLogarithm = -70;
    private const double MaxLogarithm = 90;

    /// <summary>Below this share of the highest level no loss has exploded.</summary>
    private const double HarmlessShare = 0.01;
    private double _mean;
    private double _deviation;
    private double _highest;
    private int _count;

    /// <summary>The loss above which it has exploded; infinite while too few were seen.</summary>
    internal readonly double Threshold(double factor) => _count < WarmUp
        ? double.PositiveInfinity
        : VectorMath.Exp(Math.Max(_mean + Math.Max(VectorMath.Log(factor), Deviations * _deviation), _highest + VectorMath.Log(HarmlessShare)));

    internal readonly long[] ToBits() => [BitConverter.DoubleToInt64Bits(_mean), BitConverter.DoubleToInt64Bits(_deviation), BitConverter.DoubleToInt64Bits(_highest), _count];

    /// <summary>What <see cref="ToBits"/> gave; null if it can't be that.</summary>
    internal static LossLevel? FromBits(ReadOnlySpan<long> bits)
    {
        double mean = BitConverter.Int64BitsToDouble(bits[0]), deviation = BitConverter.Int64BitsToDouble(bits[1]);
        double highest = BitConverter.Int64BitsToDouble(bits[2]);
        return mean is >= MinLogarithm and <= MaxLogarithm && deviation is >= 0 and <= MaxLogarithm - MinLogarithm
            && highest is >= MinLogarithm and <= MaxLogarithm && bits[3] is >= 0 and <= Window
            ? new LossLevel { _mean = mean, _deviation = deviation, _highest = highest, _count = (int)bits[3] }
            : null;
    }

    internal void Add(float loss)
    {
        _count = Math.Min(_count + 1, Window);
        double logarithm = VectorMath.Log(Math.Max(loss, Smallest)), difference = logarithm - _mean;
        _mean += difference / _count;
        _deviation += _count == 1 ? 0 : (Math.Abs(difference) - _deviation) / _count;
        _highest = _count == 1 ? _mean : Math.Max(_highest, _mean);
    }
}
