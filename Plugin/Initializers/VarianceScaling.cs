using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Values whose variance follows the number of inputs and outputs, so that signals neither fade nor grow from layer to layer.</summary>
public abstract class VarianceScaling : Initializer
{
    private protected VarianceScaling()
    {
    }

    /// <summary>The variance that the values are to have.</summary>
    private protected abstract double Variance(int fanIn, int fanOut);

    /// <summary>U(−l, l) with l = √(3 · variance).</summary>
    private protected float Uniform(RandomSource random, ulong index, int fanIn, int fanOut)
    {
        float limit = (float)Math.Sqrt(3 * Variance(fanIn, fanOut));
        return random.Uniform(index, 0, -limit, limit);
    }

    /// <summary>A normal distribution cut at ±2σ and widened, so that the variance is as asked.</summary>
    private protected float Normal(RandomSource random, ulong index, int fanIn, int fanOut)
    {
        const double DeviationAfterTheCut = 0.87962566103423978;
        return (float)(Math.Sqrt(Variance(fanIn, fanOut)) / DeviationAfterTheCut) * TruncatedNormal.Draw(random, index);
    }
}
