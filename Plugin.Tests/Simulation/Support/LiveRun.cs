using System.Collections.Concurrent;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>A live run that plays at full speed up to a frame and is then idle, for tests that post commands to it.</summary>
internal sealed class LiveRun : ILiveObserver, IDisposable
{
    private readonly BlockingCollection<long> _rests = [];
    private readonly BlockingCollection<string> _changes = [];

    internal LiveRun(RunOptions options, long lastFrame, SavedRun? resumed = null, SavedBrain? brain = null)
    {
        Runner = new LiveRunner(options, this, lastFrame, resumed, brain) { Speed = double.PositiveInfinity };
        Runner.Start();
    }

    internal LiveRunner Runner { get; }

    internal long BegunAt { get; private set; }

    internal long Frame { get; private set; }

    internal string StateHash { get; private set; } = "";

    internal string BrainHash { get; private set; } = "";

    public void Begin(SimulationRun run, RunOptions options) => BegunAt = run.Frame.Number;

    public void Advance(SimulationRun run, in LiveFigures figures, bool isIdle)
    {
        if (isIdle)
        {
            Look(run);
            _rests.Add(run.Frame.Number);
        }
    }

    public void Refresh(SimulationRun run)
    {
    }

    public void Changed(SimulationRun run, string text)
    {
        BrainHash = run.BrainHash();
        _changes.Add(text);
    }

    internal void WaitForRest() => _rests.Take();

    /// <summary>Posts a command, waits for its outcome and returns it.</summary>
    internal string Post(LiveCommand command)
    {
        Runner.Post(command);
        return _changes.Take();
    }

    /// <summary>Calls a function with the run between two frames and waits until it is done.</summary>
    internal void Inspect(Action<SimulationRun> look)
    {
        using ManualResetEventSlim isDone = new();
        Runner.Inspect(run =>
        {
            BrainHash = run.BrainHash();
            look(run);
            isDone.Set();
        });
        isDone.Wait();
    }

    public void Dispose()
    {
        Runner.Dispose();
        _rests.Dispose();
        _changes.Dispose();
    }

    private void Look(SimulationRun run) => (Frame, StateHash, BrainHash) = (run.Frame.Number, run.StateHash(), run.BrainHash());
}
