using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>The current run and the scores it is compared with. Both restart together.</summary>
/// <param name="runner">The runner; its thread measures the trained score.</param>
/// <param name="watch">The observer of the run.</param>
internal sealed class CurrentRun(LiveRunner runner, LiveWatch watch) : IDisposable
{
    private RunOptions _measured = runner.Options;
    private readonly CancellationTokenSource _cancellation = new();
    private ReferenceScores _references = new(runner.Options);
    private double _trained = double.NaN;
    private bool _isTrainedAsked;

    /// <summary>What is current.</summary>
    internal RunOptions Options => runner.Options;

    /// <summary>What an untrained brain and the teacher score in its world, whoever has begun it.</summary>
    internal ReferenceScores References
    {
        get
        {
            if (!ReferenceEquals(_measured, runner.Options))
            {
                _references.Dispose();
                _measured = runner.Options;
                _references = new ReferenceScores(_measured);
            }

            return _references;
        }
    }

    /// <summary>The scores are measured once the first frame was played, or the run rests before it: until then it has the machine to itself.</summary>
    /// <param name="seen">The newest snapshot.</param>
    internal void Compare(WorldSnapshot seen)
    {
        if (ReferenceEquals(seen.Facts?.Options, runner.Options) && (seen.Figures.Frames > 0 || runner.IsSettled))
        {
            References.Begin();
        }
    }

    /// <summary>The score of the brains at the end of the run, without learning and in worlds of their own: the figure of a headless run of the same options. NaN until it is known.</summary>
    internal double TrainedScore => Volatile.Read(ref _trained);

    /// <summary>Measures <see cref="TrainedScore"/>, once. The run does not go on meanwhile.</summary>
    /// <returns>Whether it is known.</returns>
    internal bool AskForTrainedScore()
    {
        if (!_isTrainedAsked)
        {
            _isTrainedAsked = true;
            runner.Inspect(MeasureTrained);
        }

        return !double.IsNaN(TrainedScore);
    }

    /// <summary>Begins again with the same options.</summary>
    internal void Restart() => runner.Restart();

    /// <summary>Begins anew with others.</summary>
    /// <returns>Why that can't be, in one line; null if it can. Then what was played goes on.</returns>
    internal string? Restart(RunOptions options)
    {
        string before = runner.Options.Scenario;
        try
        {
            runner.Restart(options);
        }
        catch (SettingException error)
        {
            return error.Message;
        }

        if (options.Scenario != before)
        {
            watch.Request = new ViewRequest();
        }

        return null;
    }

    public void Dispose()
    {
        _cancellation.Cancel();
        _references.Dispose();
    }

    private void MeasureTrained(SimulationRun run)
    {
        run.Plugin.FinishLearning();
        Brain[] brains = [.. run.Session.Kinds.Select(kind => kind.Brain)];
        try
        {
            Volatile.Write(ref _trained, Evaluation.Score(run.Options, Driver.Brain, brains, Evaluation.FramesFor(run.Options), _cancellation.Token));
        }
        catch (OperationCanceledException)
        {
            // The window was closed.
        }
    }
}

/// <summary>What an untrained brain and the teacher score, each in a world of its own, beside the run: the figures of a headless run of the same options.</summary>
internal sealed class ReferenceScores : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly RunOptions _options;
    private Task? _task;
    private double _untrained = double.NaN;
    private double _teacher = double.NaN;
    private double _teachersRun = double.NaN;

    internal ReferenceScores(RunOptions options) => _options = options;

    /// <summary>NaN until it is known.</summary>
    internal double Untrained => Volatile.Read(ref _untrained);

    /// <summary>NaN until it is known.</summary>
    internal double Teacher => Volatile.Read(ref _teacher);

    /// <summary>The score of a run in which teachers steer all kinds: what its own can be compared with. Of one kind that of the teacher. NaN until it is known.</summary>
    internal double TeachersRun => Volatile.Read(ref _teachersRun);

    /// <summary>Whether all are known.</summary>
    internal bool IsDone => _task is { IsCompleted: true };

    /// <summary>Whether they are being measured, or known.</summary>
    internal bool HasBegun => _task is not null;

    /// <summary>Measures, where that has not begun: what is played comes first.</summary>
    internal void Begin() => _task ??= Start();

    /// <summary>Ends it after its current frame, which nobody waits for: whoever asks for other scores is answered at once.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        _ = (_task ?? Task.CompletedTask).ContinueWith(_ => _cancellation.Dispose(), TaskScheduler.Default);
    }

    private Task Start()
    {
        CancellationToken token = _cancellation.Token;
        return Task.Factory.StartNew(() => Measure(token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Measure(CancellationToken token)
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        int frames = Evaluation.FramesFor(_options);
        double[] teachers = Evaluation.Scores(_options, Driver.Teacher, null, frames, token);

        // Teachers steer all in each of these worlds, and a run's own score is that of the first kind.
        Volatile.Write(ref _teachersRun, teachers[0]);
        Volatile.Write(ref _teacher, teachers.Average());
        Volatile.Write(ref _untrained, Evaluation.Score(_options, Driver.Brain, null, frames, token));
    }
}
