using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>Ctrl+C or SIGTERM while a verb works: the first asks it to end cleanly, a second ends the process the hard way.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Interrupt()
    {
        Action<PosixSignalContext> end = context =>
        {
            context.Cancel = !_source.IsCancellationRequested;
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
