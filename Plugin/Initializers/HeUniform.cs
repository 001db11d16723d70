using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Uniform values w ~ U(−l, l) with l = √(6 / fan-in), for ReLU and similar functions, which suppress about half of their inputs (He, Zhang, Ren, Sun 2015).</summary>
public sealed class HeUniform : VarianceScaling
{
    private protected override double Variance(int fanIn, int fanOut) => 2.0 / fanIn;

    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => Uniform(random, index, fanIn, fanOut);
}
