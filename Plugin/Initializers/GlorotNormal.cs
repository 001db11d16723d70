using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Normal values w ~ N(0, 2 / (fan-in + fan-out)), for tanh, sigmoid and identity (Glorot, Bengio 2010).</summary>
/// <remarks>Values beyond two standard deviations are drawn again, and all values are scaled up to keep the variance.</remarks>
public sealed class GlorotNormal : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 2.0 / (fanIn + (double)fanOut);

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Normal(random, index, fanIn, fanOut);
}
