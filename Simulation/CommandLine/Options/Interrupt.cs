using System.Runtime.InteropServices;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Ctrl+C or SIGTERM while a verb works. The first signal asks the verb to end cleanly. A second signal ends the process at once. The first one does so too during a write to a pipe or device, which may never finish.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Interrupt()
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

    internal CancellationToken Token => _source.Token;

    internal bool IsRequested => _source.IsCancellationRequested;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
