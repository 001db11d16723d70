using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Overlay.Brains;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The window's data source for a live run: a new snapshot whenever the window has read the last one, the history of every frame, and events.</summary>
internal sealed class LiveWatch : ILiveObserver
{
    private readonly SnapshotWriter _writer = new();
    private readonly NetworkWriter _networks = new();
    private ViewRequest _request = new();
    private RunFacts? _facts;
    private AgentHandle? _living;
    private LiveFigures _figures;
    private AgentHandle? _numbered;
    private Measure? _measure;
    private string? _measureName;
    private int _runs;
    private long? _stoppedAt;

    /// <summary>The exchange through which the window receives snapshots.</summary>
    public SnapshotExchange Exchange { get; } = new();

    /// <summary>The measurements of every frame.</summary>
    public RunHistory History { get; } = new();

    /// <summary>The events of this run and of earlier ones.</summary>
    public EventLog Events { get; } = new();

    /// <summary>The window's current request. A change takes effect with the next snapshot.</summary>
    public ViewRequest Request
    {
        get => Volatile.Read(ref _request);
        set => Volatile.Write(ref _request, value);
    }

    /// <inheritdoc/>
    public void Begin(SimulationRun run, RunOptions options)
    {
        _runs++;
        _writer.Begin(run);
        _stoppedAt = run.Session.Feature<IHeldOutValidation>()?.Record.StoppedAt;
        History.Begin(run.Session.Kinds.Count, isResumed: run.Frame.Number > 0, _stoppedAt);
        Events.BeginRun();
        (_figures, _numbered, _living, _measure, _measureName) = (default, null, null, null, null);
        foreach (AgentKind kind in run.Session.Kinds)
        {
            kind.Brain.Guarded += guarded => Events.Add(run.Frame.Number + 1, guarded);
        }

        if (run.Frame.Number > 0)
        {
            Events.Add(run.Frame.Number, "resumed from a saved run");
        }
        else if (_facts is { } before)
        {
            Events.Add(0, RunChange.Describe(before.Options, options));
        }

        Scenario scenario = options.FindScenario();
        BrainFacts[] brains = [.. run.Session.Kinds.Select(kind => BrainFacts.Of(kind.Brain, options.LearnMode))];
        _networks.Begin(run, brains);
        Volatile.Write(ref _facts, RunFacts.Of(options, scenario, brains, Measure.Of(run.Session)) with
        {
            HasPlacement = run.Session.Feature<IPlacement>() is not null,
            HasHumanDriver = run.Session.Feature<HumanDriver>() is not null,
        });
        Publish(run, isStill: true);
    }

    /// <inheritdoc/>
    public void Advance(SimulationRun run, in LiveFigures figures, bool isIdle)
    {
        // Another thread reads the kept events later.
        _figures = figures with { Kinds = default };
        History.Add(figures);
        AgentHandle? selected = Selected(run.Session);
        _writer.Record(run, selected);
        _networks.Record();
        LogDeath(run, selected);
        LogEarlyStop(run.Session.Feature<IHeldOutValidation>()?.Record);
        if (isIdle || Exchange.IsAcquired)
        {
            Publish(run, isIdle);
        }
    }

    /// <inheritdoc/>
    public void Refresh(SimulationRun run) => Publish(run, isStill: true);

    /// <inheritdoc/>
    public void Changed(SimulationRun run, string text)
    {
        if (text.Length > 0)
        {
            Events.Add(run.Frame.Number, text);
        }

        _networks.Skip();
        Publish(run, isStill: true);
    }

    /// <summary>Logs an event when the selected agent dies.</summary>
    private void LogDeath(SimulationRun run, AgentHandle? selected)
    {
        if (selected is { } handle && handle.Brain < run.Session.Kinds.Count && run.Session.Kinds[handle.Brain].Brain is { } brain)
        {
            bool isAlive = brain.IsAlive(handle);
            if (!isAlive && _living == handle)
            {
                Events.Add(run.Frame.Number, $"{brain.Name} {handle.Slot}.{handle.Generation} {run.Session.Feature<CauseOfDeath>()?.Text ?? "died"}");
            }

            _living = isAlive ? handle : null;
        }
    }

    private void LogEarlyStop(HeldOutRecord? heldOut)
    {
        if (heldOut?.StoppedAt is { } frame && _stoppedAt is null)
        {
            _stoppedAt = frame;
            Events.Add(frame, $"learning stopped early: no lower validation loss for {heldOut.Patience} frames; restored the best weights");
        }
    }

    private void Publish(SimulationRun run, bool isStill)
    {
        ViewRequest request = Request;
        WorldSnapshot snapshot = Exchange.Writing;
        _writer.Write(snapshot, run, MeasureOf(run.Session, request.Measure), Selected(run.Session));
        _networks.Write(snapshot, run, request.Network, isStill);
        snapshot.Facts = _facts;
        snapshot.Figures = _figures;
        snapshot.Learning = LearningSettings.Of(run);
        snapshot.Time = Stopwatch.GetTimestamp();
        Exchange.Publish();
    }

    private Measure MeasureOf(ScenarioSession session, string? name)
    {
        if (_measure is null || name != _measureName)
        {
            _measure = name is null ? Measure.Of(session)[0] : Find(session, name);
            _measureName = name;
        }

        return _measure;
    }

    /// <summary>Finds a measure by name. After a restart with another scenario, the name may still be one of the previous scenario's.</summary>
    private Measure Find(ScenarioSession session, string name)
    {
        try
        {
            return Measure.Find(session, name);
        }
        catch (SettingException) when (_runs > 1)
        {
            return Measure.Of(session)[0];
        }
    }

    private AgentHandle? Selected(ScenarioSession session)
    {
        ViewRequest request = Request;
        return request.Selected ?? Numbered(session, request.SelectedNumber);
    }

    private AgentHandle? Numbered(ScenarioSession session, int? number)
        => number is not { } place ? null : _numbered ??= place < session.Roster.Count ? session.Roster.Handles[place] : null;
}

/// <summary>The window's request for data of a world. It is replaced as a whole, so the simulation's thread can read it at any time.</summary>
/// <param name="Measure">The measure that colours the agents; null for the scenario's default.</param>
/// <param name="Selected">The agent whose observations are requested; null for none.</param>
/// <param name="SelectedNumber">Index of the agent to select at the start, among those of the first kind; null for none.</param>
/// <param name="Network">Whether activations, unit states and neuron maps are requested.</param>
internal sealed record ViewRequest(string? Measure = null, AgentHandle? Selected = null, int? SelectedNumber = null, bool Network = false);
