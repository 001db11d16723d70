namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Which stream of the seed serves which purpose; brains use the first ones.</summary>
internal static class ForageStreams
{
    internal const ulong Births = 1_000_001;
    internal const ulong Food = 1_000_002;
    internal const ulong Hazards = 1_000_003;
}
