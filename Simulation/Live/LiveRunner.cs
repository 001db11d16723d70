using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Live;

/// <summary>A runner that plays a scenario on a thread of its own at a chosen speed, for a viewer. Commands pause, step, restart or change the run between two frames.</summary>
/// <remarks>
/// Any thread may give commands, and no command waits for a frame. Pausing, stepping and changing the speed never change results: the run has the bits of a headless run with the
/// same options until <see cref="Post"/> changes the run itself.
/// <code>
/// any thread      Step, Restart, Post, …  ──►  LiveSchedule        (requests, behind one lock)
/// run's thread    LiveSchedule.Next       ──►  frame | change | refresh | restart | end
///                                              each reported to the ILiveObserver
/// </code>
/// </remarks>
public sealed class LiveRunner : IDisposable
{
    /// <summary>Maximum rows of a person's actions that are recorded: more than four hours of one agent.</summary>
    private const int MaxHandRows = 1_000_000;

    private readonly ILiveObserver _observer;
    private readonly Thread _thread;
    private readonly LiveSchedule _schedule;
    private LiveStart? _played;
    private int _changes;

    /// <summary>Creates a runner that waits for <see cref="Start"/>.</summary>
    /// <param name="options">Options of the run; copied.</param>
    /// <param name="observer">The observer, called on the run's thread.</param>
    /// <param name="lastFrame">Number of frames after which the run is idle; null for an endless run.</param>
    /// <param name="resumed">The saved run to resume; null to start from the first frame.</param>
    /// <param name="brain">The saved brain to start with; null for one with the seed's initial weights.</param>
    /// <param name="commands">Recorded commands to replay, each before its recorded frame; null for none.</param>
    /// <param name="log">The log of all commands; null for one in memory.</param>
    public LiveRunner(
        RunOptions options, ILiveObserver observer, long? lastFrame = null, SavedRun? resumed = null, SavedBrain? brain = null, RecordedCommands? commands = null,
        CommandLog? log = null)
    {
        (_observer, _schedule) = (observer, new LiveSchedule(new LiveStart(options.Copy(), resumed, brain, commands), lastFrame ?? long.MaxValue));
        Log = log ?? new CommandLog();
        _thread = new Thread(Work) { Name = "simulation", IsBackground = true };
    }

    /// <summary>Whether the run is paused: frames then run only by <see cref="Step"/>.</summary>
    public bool IsPaused
    {
        get => _schedule.IsPaused;
        set => _schedule.IsPaused = value;
    }

    /// <summary>Simulated seconds per second, above 0. Larger values play faster, infinity as fast as possible. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or not above 0.</exception>
    public double Speed
    {
        get => _schedule.Speed;
        set => _schedule.Speed = value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, FormattableString.Invariant($"Speed: expected above 0, received {value}."));
    }

    /// <summary>Number of the frame before which the run halts as if paused, so that only <see cref="Step"/> continues it. Default: null, which never halts.</summary>
    public long? HoldAt
    {
        get => _schedule.HoldAt;
        set => _schedule.HoldAt = value;
    }

    /// <summary>Whether the run is idle, all requests are done, and the observer knows it. The state of the run then stays the same until the next request.</summary>
    public bool IsIdle => _schedule.IsIdle;

    /// <summary>Options of the run. After <see cref="Restart"/>, those of the new run even before it starts.</summary>
    public RunOptions Options => _schedule.Start.Options;

    /// <summary>The saved run, the saved brain and the recorded commands that the run started with; each is null if there was none.</summary>
    public (SavedRun? Run, SavedBrain? Brain, RecordedCommands? Commands) Saved
    {
        get
        {
            LiveStart start = _schedule.Start;
            return (start.Resumed, start.Brain, start.Commands);
        }
    }

    /// <summary>Log of all commands that were applied to the current run, including replayed ones.</summary>
    public CommandLog Log { get; }

    /// <summary>Number of changes that <see cref="Post"/> made to the current run. If it is above 0, options and recorded commands alone do not reproduce the run.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Exception that ended the run's thread; null if there was none.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The writer of the actions of persons who drive agents; null to record nothing. It writes at the end of each run.</summary>
    public DemonstrationWriter? DemonstrationWriter { get; init; }

    /// <summary>Starts the run's thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Plays one frame and pauses.</summary>
    public void Step() => _schedule.Step();

    /// <summary>Restarts from the first frame, or from the frame of a saved run. Waiting commands and steps are dropped.</summary>
    /// <param name="options">Options of the new run, whose brains have the seed's initial weights; null to restart from the same options, saved run, brain and recorded commands as before.</param>
    /// <param name="resumed">The saved run to resume; null for none.</param>
    /// <exception cref="SettingException">An option is unknown or out of range. The current run continues.</exception>
    public void Restart(RunOptions? options = null, SavedRun? resumed = null)
    {
        options?.Validate();
        _schedule.Restart(options is null ? null : new LiveStart(options.Copy(), resumed, null, null));
    }

    /// <summary>Queues a command, which is applied before the next frame, also while the run is idle. Commands are applied in the order of these calls.</summary>
    public void Post(LiveCommand command) => _schedule.Post(command);

    /// <summary>Calls a function with the run between two frames, on the run's thread and in order with the commands. The function must not change the run.</summary>
    public void Inspect(Action<SimulationRun> look) => _schedule.Inspect(look);

    /// <summary>Calls the observer's <see cref="ILiveObserver.Refresh"/>, also while the run is idle.</summary>
    public void Refresh() => _schedule.Refresh();

    /// <summary>Ends the run after the current frame and waits for its thread.</summary>
    public void Dispose()
    {
        _schedule.End();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    private void Work()
    {
        try
        {
            while (Play())
            {
            }
        }
        catch (Exception error)
        {
            // An observer's exception also ends here, because the runtime would end the process otherwise. The caller handles it.
            Failure = error;
        }
    }

    /// <summary>Plays one run until its end or a restart. Returns whether another run follows.</summary>
    private bool Play()
    {
        using SimulationRun run = Begin(out string note);
        LearningTotals learning = new(run.Session);
        CommandReplay? replay = _played!.Commands is { } commands ? new CommandReplay(commands, run) : null;
        List<string> lessons = [];
        if (run.Curriculum is { } curriculum)
        {
            curriculum.Advanced += parameter => lessons.Add($"{parameter}");
        }

        Log.Begin();
        Volatile.Write(ref _changes, 0);
        _observer.Begin(run, _played.Options);
        RecordHands(run);
        if (note.Length > 0)
        {
            _observer.Changed(run, note);
        }

        while (true)
        {
            if (replay?.IsDue(run.Frame.Number) == true)
            {
                replay.Apply(run, command => _observer.Changed(run, Execute(run, command)));
            }

            switch (_schedule.Next(run.Frame.Number))
            {
                case LiveAction.Frame:
                    long bytes = GC.GetAllocatedBytesForCurrentThread();
                    run.Frame.Run();
                    bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                    _observer.Advance(run, Measure(run, learning, bytes), _schedule.ReportIdleAfter(run.Frame.Number));
                    foreach (string lesson in lessons)
                    {
                        _observer.Changed(run, lesson);
                    }

                    lessons.Clear();
                    break;
                case LiveAction.Change:
                    Handle(run, _schedule.TakeRequest());
                    break;
                case LiveAction.Refresh:
                    _observer.Refresh(run);
                    break;
                case LiveAction.Restart:
                    DemonstrationWriter?.Write();
                    return true;
                default:
                    DemonstrationWriter?.Write();
                    return false;
            }
        }
    }

    /// <summary>Begins to record the actions of a person, where one can drive an agent.</summary>
    private void RecordHands(SimulationRun run)
    {
        if (DemonstrationWriter is null)
        {
            return;
        }

        if (run.Session.Kinds.Count == 1 && run.Session.Feature<HumanDriver>() is not null)
        {
            DemonstrationWriter.Begin(run, DemonstrationSource.Hands, MaxHandRows);
        }
        else
        {
            _observer.Changed(run, $"demonstrations: expected a scenario with one kind of agents that a person can drive, received {run.Options.Scenario}; nothing is recorded");
        }
    }

    /// <summary>Creates the requested run. If that fails, although every option is in range, the previous run's start is used again.</summary>
    private SimulationRun Begin(out string note)
    {
        LiveStart start = _schedule.TakeStart();
        try
        {
            SimulationRun run = start.Begin(out note);
            _played = start;
            return run;
        }
        catch (Exception error) when (_played is not null && IsStartFailure(error))
        {
            string refusal = $"not started: {CommandReplay.MessageOf(error)}";
            _schedule.RevertStart(start, _played);
            SimulationRun run = _played.Begin(out _);
            note = refusal;
            return run;
        }
    }

    private void Handle(SimulationRun run, LiveRequest request)
    {
        if (request.Look is { } look)
        {
            look(run);
            _observer.Refresh(run);
        }
        else if (request.Command is { } command)
        {
            string text;
            try
            {
                text = Execute(run, command);
                Volatile.Write(ref _changes, _changes + (command is { IsChange: true, Interim: false } and not SteerAgent ? 1 : 0));
            }
            catch (Exception error) when (LiveCommand.IsRefusal(error))
            {
                text = $"{command.Text ?? command.Words}: {CommandReplay.MessageOf(error)}";
            }

            _observer.Changed(run, text);
        }
    }

    /// <summary>Applies and logs a command.</summary>
    /// <returns>The text for the list of events; empty for none.</returns>
    private string Execute(SimulationRun run, LiveCommand command)
    {
        string? outcome = command.Apply(run, Restart);
        try
        {
            Log.Add(command, run.Frame.Number);
        }
        catch (IOException error)
        {
            // The command is applied and in memory; only the file lacks it.
            _observer.Changed(run, $"command log: {error.Message}");
        }

        return command.Interim ? "" : command.Text ?? outcome ?? command.Words;
    }

    private static LiveFigures Measure(SimulationRun run, LearningTotals learning, long bytes)
    {
        long frame = run.Frame.Number - 1;
        HeldOutRecord? heldOut = run.Session.Feature<IHeldOutValidation>()?.Record;
        learning.Update();
        return new LiveFigures(
            run.Frame.Number, run.Frame.Times, learning.Loss, learning.LabelVariance(), heldOut?.Frame == frame ? heldOut.Loss : double.NaN,
            learning.NewRowsLoss, run.Session.Score, run.Plugin.LastLearning, run.Plugin.BudgetOverruns, bytes)
        {
            Kinds = learning.Kinds,
            StoppedAt = heldOut?.StoppedAt,
        };
    }

    private static bool IsStartFailure(Exception error)
        => error is SettingException or ArchiveFormatException or IOException or UnauthorizedAccessException or OutOfMemoryException or InvalidOperationException or ArgumentException;
}
