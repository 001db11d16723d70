namespace NeuroAgents.Numerics;

/// <summary>Which stream of a brain's <see cref="RandomSource"/> serves which purpose, so that no two share numbers.</summary>
internal static class RandomStreams
{
    internal const ulong Initialization = 1;
    internal const ulong MinibatchSampling = 2;
    internal const ulong Layers = 3;
    internal const ulong Shuffling = 11;
}
