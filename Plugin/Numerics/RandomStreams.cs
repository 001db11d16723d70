namespace NeuroAgents.Numerics;

/// <summary>Streams of a brain's <see cref="RandomSource"/>, one per purpose, so that no two purposes share numbers.</summary>
internal static class RandomStreams
{
    internal const ulong Initialization = 1;
    internal const ulong MinibatchSampling = 2;
    internal const ulong Layers = 3;
    internal const ulong Exploration = 4;
    internal const ulong EpochShuffle = 5;
    internal const ulong ActorNoise = 8;
    internal const ulong TargetNoise = 9;
    internal const ulong Shuffling = 11;
    internal const ulong League = 12;
    internal const ulong Ghosts = 13;
}
