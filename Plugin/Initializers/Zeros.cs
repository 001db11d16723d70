using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>Zeros, the usual initial values of a bias. Zero weights would keep all units of a layer equal.</summary>
public sealed class Zeros : Initializer
{
    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => 0;
}
