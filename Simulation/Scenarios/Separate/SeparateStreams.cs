namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>Which stream of the seed serves which purpose; brains use the first ones.</summary>
internal static class SeparateStreams
{
    internal const ulong Births = 1_000_001;
    internal const ulong Walks = 1_000_002;
    internal const ulong Noise = 1_000_003;
    internal const ulong Samples = 1_000_004;
    internal const ulong HeldOut = 1_000_005;
    internal const ulong Validation = 1_000_006;
}
