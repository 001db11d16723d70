namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The exit codes of the process.</summary>
public static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Success = 0;
    /// <summary>The job failed.</summary>
    public const int Failure = 1;
    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The process was interrupted: 128 + SIGINT, as in shells. Also used after SIGTERM.</summary>
    public const int Interrupted = 130;
}
