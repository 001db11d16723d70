using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Live;

/// <summary>Plays a scenario on a thread of its own, at a speed, for somebody who watches: paused, stepped and restarted by commands that take effect between two frames.</summary>
/// <remarks>Commands may come from any thread and never wait for a frame. What is played has the bits of a headless run of the same options, whatever the commands and their times, until <see cref="Post"/> changes the run itself.</remarks>
public sealed class LiveRunner : IDisposable
{
    private readonly ILiveObserver _observer;
    private readonly Thread _thread;
    private readonly LiveSchedule _schedule;
    private LiveStart? _played;
    private int _changes;

    /// <summary>A runner that waits for <see cref="Start"/>.</summary>
    /// <param name="options">Options of the run; copied.</param>
    /// <param name="observer">Who watches.</param>
    /// <param name="lastFrame">Frames after which it rests; null for never.</param>
    /// <param name="resumed">The saved run to go on from; null for one from the start.</param>
    /// <param name="brain">The saved brain to begin with; null for that of the seed.</param>
    /// <param name="commands">Recorded commands to play again, each before its frame; null for none.</param>
    /// <param name="log">The log of all commands; null for one in memory alone.</param>
    public LiveRunner(
        RunOptions options, ILiveObserver observer, long? lastFrame = null, SavedRun? resumed = null, SavedBrain? brain = null, RecordedCommands? commands = null,
        CommandLog? log = null)
    {
        (_observer, _schedule) = (observer, new LiveSchedule(new LiveStart(options.Copy(), resumed, brain, commands), lastFrame ?? long.MaxValue));
        Log = log ?? new CommandLog();
        _thread = new Thread(Work) { Name = "simulation", IsBackground = true };
    }

    /// <summary>Whether frames wait for <see cref="Step"/>.</summary>
    public bool IsPaused
    {
        get => _schedule.IsPaused;
        set => _schedule.IsPaused = value;
    }

    /// <summary>Seconds of the world per second, above 0; infinity for as fast as it goes. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is NaN or not above 0.</exception>
    public double Speed
    {
        get => _schedule.Speed;
        set => _schedule.Speed = value > 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, FormattableString.Invariant($"Speed: expected above 0, received {value}."));
    }

    /// <summary>The frame from which on it plays nothing but <see cref="Step"/>s, as if paused; null, the default, for none.</summary>
    public long? HoldAt
    {
        get => _schedule.HoldAt;
        set => _schedule.HoldAt = value;
    }

    /// <summary>Whether the run rests and all that was asked for is done: what the observer was told last stays so until somebody asks for something.</summary>
    public bool IsSettled => _schedule.IsSettled;

    /// <summary>What is played, or will be once a restart has come about.</summary>
    public RunOptions Options => _schedule.Start.Options;

    /// <summary>The saved run, the saved brain and the recorded commands that the run began with; null where there are none.</summary>
    public (SavedRun? Run, SavedBrain? Brain, RecordedCommands? Commands) Saved
    {
        get
        {
            LiveStart start = _schedule.Start;
            return (start.Resumed, start.Brain, start.Commands);
        }
    }

    /// <summary>All commands that were applied to the run that is played, replayed ones included.</summary>
    public CommandLog Log { get; }

    /// <summary>Number of changes by <see cref="Post"/> that were made to the run that is played: its options and recorded commands alone don't say what it is.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>What ended the thread against its will; null while all is well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Plays one frame and rests.</summary>
    public void Step() => _schedule.Step();

    /// <summary>Begins again, from the first frame or from where the saved run was.</summary>
    /// <param name="options">What to play, with a brain of its seed; null for what was begun with, saved run, brain and recorded commands included.</param>
    /// <param name="resumed">The saved run to go on from; null for none.</param>
    /// <exception cref="SettingException">An option is unknown or out of its range; what was played goes on.</exception>
    public void Restart(RunOptions? options = null, SavedRun? resumed = null)
    {
        options?.Validate();
        _schedule.Restart(options is null ? null : new LiveStart(options.Copy(), resumed, null, null));
    }

    /// <summary>Changes the run before its next frame, also while it rests; changes are made in the order of these calls, and a restart drops those that still wait.</summary>
    public void Post(LiveCommand command) => _schedule.Post(command);

    /// <summary>Looks at the run between two frames, on its thread and in order with the commands. It must change nothing.</summary>
    public void Inspect(Action<SimulationRun> look) => _schedule.Inspect(look);

    /// <summary>Lets the observer look again, also while the run rests.</summary>
    public void Refresh() => _schedule.Refresh();

    /// <summary>Ends the run after the current frame and waits for that.</summary>
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
            // Also an observer's exception: the caller handles it, because the runtime would end the process.
            Failure = error;
        }
    }

    /// <summary>Plays until the end, or until another run is asked for.</summary>
    private bool Play()
    {
        using SimulationRun run = Begin(out string told);
        LearningTotals learning = new(run.Session);
        CommandReplay? replay = _played!.Commands is { } commands ? new CommandReplay(commands, run) : null;
        Log.Begin();
        Volatile.Write(ref _changes, 0);
        _observer.Begin(run, _played.Options);
        if (told.Length > 0)
        {
            _observer.Changed(run, told);
        }

        while (true)
        {
            if (replay?.IsDue(run.Frame.Number) == true)
            {
                replay.Apply(run, command => _observer.Changed(run, Execute(run, command)));
            }

            switch (_schedule.Next(run.Frame.Number))
            {
                case LiveTurn.Frame:
                    long bytes = GC.GetAllocatedBytesForCurrentThread();
                    run.Frame.Run();
                    bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
                    _observer.Advance(run, Measure(run, learning, bytes), _schedule.IsResting(run.Frame.Number));
                    break;
                case LiveTurn.Change:
                    Answer(run, _schedule.TakeRequest());
                    break;
                case LiveTurn.Refresh:
                    _observer.Refresh(run);
                    break;
                case LiveTurn.Restart:
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>Begins what was asked for. What can't be begun, although every option was in its range, gives way to what was played before.</summary>
    private SimulationRun Begin(out string told)
    {
        LiveStart start = _schedule.TakeStart();
        try
        {
            SimulationRun run = start.Begin(out told);
            _played = start;
            return run;
        }
        catch (Exception error) when (_played is not null && IsOfTheStart(error))
        {
            string refusal = $"not begun: {error.Message.ReplaceLineEndings(" ")}";
            _schedule.GiveUp(start, _played);
            SimulationRun run = _played.Begin(out _);
            told = refusal;
            return run;
        }
    }

    private void Answer(SimulationRun run, LiveRequest request)
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
            _observer.Changed(run, $"log of commands: {error.Message}");
        }

        return command.Interim ? "" : command.Text ?? outcome ?? command.Words;
    }

    private static LiveFigures Measure(SimulationRun run, LearningTotals learning, long bytes)
    {
        long frame = run.Frame.Number - 1;
        HeldOutRecord? heldOut = run.Session.Feature<IHeldOutValidation>()?.Record;
        learning.See();
        return new LiveFigures(
            run.Frame.Number, run.Frame.Times, learning.Loss, learning.LabelVariance(), heldOut?.Frame == frame ? heldOut.Loss : double.NaN,
            learning.NewRowsLoss, run.Session.Score, run.Plugin.LastLearning, run.Plugin.BudgetOverruns, bytes)
        {
            Kinds = learning.Kinds,
            StoppedAt = heldOut?.StoppedAt,
        };
    }

    private static bool IsOfTheStart(Exception error)
        => error is SettingException or ArchiveFormatException or OutOfMemoryException or InvalidOperationException or ArgumentException;
}
