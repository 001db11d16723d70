using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Normal values w ~ N(0, 1 / fan-in) (LeCun, Bottou, Orr, Müller 1998).</summary>
/// <remarks>Values beyond two standard deviations are drawn again, and all values are scaled up to keep the variance.</remarks>
public sealed class LeCunNormal : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 1.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Normal(random, index, fanIn, fanOut);
}
