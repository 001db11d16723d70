using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ N(0, 2 / (fan-in + fan-out)), cut at two standard deviations and widened to keep the variance (Glorot, Bengio 2010: for tanh, sigmoid and identity).</summary>
public sealed class GlorotNormal : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 2.0 / (fanIn + (double)fanOut);

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Normal(random, index, fanIn, fanOut);
}
