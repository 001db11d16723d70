namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    internal const int Success = 0;
    internal const int Failure = 1;
    internal const int Usage = 2;

    /// <summary>128 + SIGINT, as shells have it; after SIGTERM too.</summary>
    internal const int Interrupted = 130;
}
