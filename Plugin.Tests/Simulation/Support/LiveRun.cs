using System.Collections.Concurrent;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Simulation.Determinism;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Saving;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>A live run that plays as fast as it goes to a frame and rests there, for tests that post commands to it.</summary>
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

    /// <summary>Posts a command and waits for what is told of it.</summary>
    internal string Post(LiveCommand command)
    {
        Runner.Post(command);
        return _changes.Take();
    }

    /// <summary>Looks at the run between two frames and waits for that.</summary>
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
