namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The numbers of the seed's random streams that <c>separate</c> uses, by purpose. Brains use the lowest numbers.</summary>
internal static class SeparateStreams
{
    internal const ulong Births = 1_000_001;
    internal const ulong Walks = 1_000_002;
    internal const ulong Noise = 1_000_003;
    internal const ulong Samples = 1_000_004;
    internal const ulong HeldOut = 1_000_005;
    internal const ulong Validation = 1_000_006;
}
