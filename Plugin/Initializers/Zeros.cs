using NeuroAgents.Numerics;

namespace NeuroAgents.Initializers;

/// <summary>w = 0: the usual start of a bias. As a start of weights it keeps all units of a layer equal.</summary>
public sealed class Zeros : Initializer
{
    private protected override float Value(RandomSource random, ulong index, int fanIn, int fanOut) => 0;
}
