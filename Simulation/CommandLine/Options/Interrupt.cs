using System.Runtime.InteropServices;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Ctrl+C or SIGTERM while a verb works. The first signal asks the verb to end cleanly. A second signal ends the process at once. The first one does so too during a write to a pipe or device, which may never finish.</summary>
public sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Handles signals from now on.</summary>
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

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether a signal came.</summary>
    public bool IsRequested => _source.IsCancellationRequested;

    /// <summary>Leaves signals to the runtime again.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
