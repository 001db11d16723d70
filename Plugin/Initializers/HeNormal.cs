using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ N(0, 2 / fan-in), cut at two standard deviations and widened to keep the variance (He, Zhang, Ren, Sun 2015: for ReLU and its kin, which let half of a signal pass).</summary>
public sealed class HeNormal : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 2.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Normal(random, index, fanIn, fanOut);
}
