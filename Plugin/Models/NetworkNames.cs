namespace NeuroAgents.Models;

/// <summary>Names of networks in a brain's parameter layout, in snapshots and in saved files.</summary>
public static class NetworkNames
{
    /// <summary>The network from normalised observations to the outputs that become actions. Every brain has it.</summary>
    public const string Policy = "policy";
}
