using System.Runtime.InteropServices;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>
/// A handler of Ctrl+C and SIGTERM while a verb works. The first signal asks the verb to end cleanly, a second one ends the process at once.
/// During a write to a pipe or device even the first signal ends the process at once, because such a write may never finish.
/// </summary>
public sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to handle signals.</summary>
    public Interrupt()
    {
        Action<PosixSignalContext> end = context =>
        {
            context.Cancel = true;
            if (_source.IsCancellationRequested || BlockingWrite.IsUnderWay)
            {
                Environment.Exit(ExitCode.Interrupted);
            }

            _source.Cancel();
        };
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, end), PosixSignalRegistration.Create(PosixSignal.SIGTERM, end)];
    }

    /// <summary>Token that the first signal cancels.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether a signal was received.</summary>
    public bool IsRequested => _source.IsCancellationRequested;

    /// <summary>Stops handling signals and returns them to the runtime.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
