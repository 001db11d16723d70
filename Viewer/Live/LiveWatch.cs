using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Running;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Live;

/// <summary>What the window gets to see of a live run: snapshots when it has taken the last one, the history of every frame, events.</summary>
public sealed class LiveWatch : ILiveObserver
{
    private readonly SnapshotWriter _writer = new();
    private readonly NetworkWriter _networks = new();
    private ViewRequest _request = new();
    private RunFacts? _facts;
    private LiveFigures _figures;
    private AgentHandle? _numbered;
    private Measure? _measure;
    private string? _measureName;
    private int _begun;

    /// <summary>Snapshots on their way to the window.</summary>
    public SnapshotExchange Exchange { get; } = new();

    /// <summary>What every frame measured.</summary>
    public RunHistory History { get; } = new();

    /// <summary>What happened.</summary>
    public EventLog Events { get; } = new();

    /// <summary>What the window wants to know; it takes effect with the next snapshot.</summary>
    public ViewRequest Request
    {
        get => Volatile.Read(ref _request);
        set => Volatile.Write(ref _request, value);
    }

    /// <inheritdoc/>
    public void Begin(SimulationRun run, RunOptions options)
    {
        _begun++;
        _writer.Begin(run, options);
        History.Clear();
        Events.Clear();
        (_figures, _numbered, _measure, _measureName) = (default, null, null, null);
        foreach (AgentKind kind in run.Session.Kinds)
        {
            kind.Brain.Guarded += guarded => Events.Add(run.Frame.Number + 1, guarded.ToString());
        }

        if (run.Frame.Number > 0)
        {
            Events.Add(run.Frame.Number, "goes on from a saved run");
        }

        Scenario scenario = ScenarioCatalogue.Find(options.Scenario);
        BrainFacts[] brains = [.. run.Session.Kinds.Select(kind => BrainFacts.Of(kind.Brain, options.LearnMode))];
        _networks.Begin(run, options, brains);
        Volatile.Write(ref _facts, new RunFacts(options, scenario.ScoreMeaning, brains, Measure.Of(run.Session)));
        Publish(run, isStill: true);
    }

    /// <inheritdoc/>
    public void Advance(SimulationRun run, in LiveFigures figures, bool isResting)
    {
        _figures = figures;
        History.Add(figures);
        _writer.See(run, Selected(run.Session));
        _networks.See();
        if (isResting || Exchange.IsTaken)
        {
            Publish(run, isResting);
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

    /// <summary>After a restart with another scenario, the name may be one of the former's.</summary>
    private Measure Find(ScenarioSession session, string name)
    {
        try
        {
            return Measure.Find(session, name);
        }
        catch (SettingException) when (_begun > 1)
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
