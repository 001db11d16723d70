using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Uniform values w ~ U(−l, l) with l = √(3 / fan-in) (LeCun, Bottou, Orr, Müller 1998).</summary>
public sealed class LeCunUniform : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 1.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Uniform(random, index, fanIn, fanOut);
}
