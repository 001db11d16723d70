namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The numbers of the seed's random streams that worlds use, by purpose. Brains use the lowest numbers. A scenario uses only some of them.</summary>
internal static class ScenarioStreams
{
    internal const ulong Births = 1_000_001;
    internal const ulong Food = 1_000_002;
    internal const ulong Hazards = 1_000_003;
    internal const ulong Labels = 1_000_004;
    internal const ulong Deaths = 1_000_005;
    internal const ulong EvaderBirths = 1_000_006;
    internal const ulong EpisodeStarts = 1_000_007;
}
