using System.Diagnostics.Metrics;
using NeuroAgents.Simulation.Live;

namespace NeuroAgents.Tests.Viewer;

/// <summary>Holds a run's thread in the middle of a frame, after its brain has decided, until the test releases it.</summary>
internal sealed class StepGate : IDisposable
{
    /// <summary>Time after which a test that waits for the run's thread fails instead of hanging.</summary>
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(1);
    private readonly ManualResetEventSlim _open = new(true);
    private readonly MeterListener _listener = new();
    private volatile bool _isHolding;
    private volatile int _thread = -1;

    internal StepGate(LiveRunner runner)
    {
        runner.Inspect(_ => _thread = Environment.CurrentManagedThreadId);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "neuroagents.decide.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Hold());
        _listener.Start();
    }

    /// <summary>Whether the thread is held now.</summary>
    internal bool IsHolding => _isHolding;

    /// <summary>Whether the run's thread is known.</summary>
    internal bool IsReady => _thread >= 0;

    internal void Close() => _open.Reset();

    internal void Open() => _open.Set();

    public void Dispose()
    {
        _open.Set();
        _listener.Dispose();
    }

    private void Hold()
    {
        if (Environment.CurrentManagedThreadId == _thread && !_open.IsSet)
        {
            _isHolding = true;
            _open.Wait(s_most);
            _isHolding = false;
        }
    }
}
