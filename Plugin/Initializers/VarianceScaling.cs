using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Initial values whose variance depends on the number of inputs and outputs, so that signals neither fade nor grow from layer to layer.</summary>
public abstract class VarianceScaling : Initializer
{
    private protected VarianceScaling()
    {
    }

    /// <summary>Returns the variance of the values.</summary>
    private protected abstract double Variance(int fanIn, int fanOut);

    /// <summary>Returns a value of U(−l, l) with l = √(3 · variance).</summary>
    private protected float Uniform(RandomSource random, ulong index, int fanIn, int fanOut)
    {
        float limit = (float)Math.Sqrt(3 * Variance(fanIn, fanOut));
        return random.Uniform(index, 0, -limit, limit);
    }

    /// <summary>Returns a value of the normal distribution truncated at ±2σ and widened to the given variance.</summary>
    private protected float Normal(RandomSource random, ulong index, int fanIn, int fanOut)
    {
        const double TruncatedDeviation = 0.87962566103423978;
        return (float)(Math.Sqrt(Variance(fanIn, fanOut)) / TruncatedDeviation) * TruncatedNormal.Draw(random, index);
    }
}
