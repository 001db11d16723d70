namespace NeuroAgents.Simulation.Scenarios;

/// <summary>Which stream of the seed serves which purpose in worlds; brains use the first ones. A scenario doesn't need all.</summary>
internal static class ScenarioStreams
{
    internal const ulong Births = 1_000_001;
    internal const ulong Food = 1_000_002;
    internal const ulong Hazards = 1_000_003;
    internal const ulong Labels = 1_000_004;
    internal const ulong Deaths = 1_000_005;
    internal const ulong EvaderBirths = 1_000_006;
}
