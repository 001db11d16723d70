using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Uniform values w ~ U(−l, l) with l = √(6 / (fan-in + fan-out)), which keep the variance of signals and gradients through layers.</summary>
/// <remarks>Glorot, Bengio 2010, eq. 16.</remarks>
public sealed class GlorotUniform : Initializer
{
    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut)
    {
        float limit = (float)Math.Sqrt(6.0 / (fanIn + fanOut));
        return random.Uniform(index, 0, -limit, limit);
    }
}
