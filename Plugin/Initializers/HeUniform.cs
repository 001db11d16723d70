using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w ~ U(−l, l) with l = √(6 / fan-in) (He, Zhang, Ren, Sun 2015: for ReLU and its kin, which let half of a signal pass).</summary>
public sealed class HeUniform : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 2.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Uniform(random, index, fanIn, fanOut);
}
