using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Normal values w ~ N(0, 2 / fan-in), for ReLU and similar functions, which suppress about half of their inputs (He, Zhang, Ren, Sun 2015).</summary>
/// <remarks>Values beyond two standard deviations are drawn again, and all values are scaled up to keep the variance.</remarks>
public sealed class HeNormal : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 2.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Normal(random, index, fanIn, fanOut);
}
