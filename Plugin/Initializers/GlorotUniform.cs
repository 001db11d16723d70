using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ U(−l, l) with l = √(6 / (fan-in + fan-out)) (Glorot, Bengio 2010, eq. 16): keeps the variance of signals and gradients through layers.</summary>
public sealed class GlorotUniform : Initializer
{
    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut)
    {
        float limit = (float)Math.Sqrt(6.0 / (fanIn + fanOut));
        return random.Uniform(index, 0, -limit, limit);
    }
}
