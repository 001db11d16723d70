namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Exit codes of the process.</summary>
public static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Success = 0;
    /// <summary>The job failed.</summary>
    public const int Failure = 1;
    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>128 + SIGINT, as shells have it; after SIGTERM too.</summary>
    public const int Interrupted = 130;
}
