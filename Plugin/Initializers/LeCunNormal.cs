using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ N(0, 1 / fan-in), cut at two standard deviations and widened to keep the variance (LeCun, Bottou, Orr, Müller 1998).</summary>
public sealed class LeCunNormal : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 1.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Normal(random, index, fanIn, fanOut);
}
