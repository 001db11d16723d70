using NeuroAgents.Numerics;

namespace NeuroAgents.Learning.Guarding;

/// <summary>Running level of the losses: mean and mean absolute deviation of their logarithms.</summary>
/// <remarks>
/// It uses logarithms because losses fall by orders of magnitude during learning, and small losses vary by factors rather than by differences. A loss far below the
/// highest level so far never counts as exploded, even far above the newest losses: little is left to learn there, and noise alone multiplies it.
/// </remarks>
internal struct LossLevel
{
    private const int WarmUp = 20;
    private const int Window = 100;
    private const double Deviations = 4;
    private const double MinLoss = 1e-30;

    /// <summary>Limits of a saved mean, just beyond the logarithms of <see cref="MinLoss"/> and of the largest float.</summary>
    private const double MinLogarithm = -70;
    private const double MaxLogarithm = 90;

    /// <summary>Share of the highest level below which no loss counts as exploded.</summary>
    private const double HarmlessShare = 0.01;
    private double _mean;
    private double _deviation;
    private double _highest;
    private int _count;

    /// <summary>Returns the loss above which a loss counts as exploded; infinite until enough losses were added.</summary>
    internal readonly double Threshold(double factor) => _count < WarmUp
        ? double.PositiveInfinity
        : VectorMath.Exp(Math.Max(_mean + Math.Max(VectorMath.Log(factor), Deviations * _deviation), _highest + VectorMath.Log(HarmlessShare)));

    internal readonly long[] ToBits() => [BitConverter.DoubleToInt64Bits(_mean), BitConverter.DoubleToInt64Bits(_deviation), BitConverter.DoubleToInt64Bits(_highest), _count];

    /// <summary>Reads a level from the values of <see cref="ToBits"/>; null if one is out of its range.</summary>
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
        double logarithm = VectorMath.Log(Math.Max(loss, MinLoss)), difference = logarithm - _mean;
        _mean += difference / _count;
        _deviation += _count == 1 ? 0 : (Math.Abs(difference) - _deviation) / _count;
        _highest = _count == 1 ? _mean : Math.Max(_highest, _mean);
    }
}
