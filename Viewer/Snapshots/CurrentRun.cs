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
    private bool _isTrainedRequested;

    /// <summary>The options of the current run.</summary>
    internal RunOptions Options => runner.Options;

    /// <summary>The scores of an untrained brain and of the teacher in the current run's world.</summary>
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

    /// <summary>Starts measuring the reference scores once the first frame has run, or the run is paused before it. Until then the run has the processor to itself.</summary>
    /// <param name="newest">The newest snapshot.</param>
    internal void MeasureReferences(WorldSnapshot newest)
    {
        if (ReferenceEquals(newest.Facts?.Options, runner.Options) && (newest.Figures.Frames > 0 || runner.IsIdle))
        {
            References.Begin();
        }
    }

    /// <summary>The brains' score at the end of the run, without learning and in separate worlds: equal to that of a headless run with the same options. NaN until known.</summary>
    internal double TrainedScore => Volatile.Read(ref _trained);

    /// <summary>Measures <see cref="TrainedScore"/> once. The run is paused meanwhile.</summary>
    /// <returns>Whether the score is known.</returns>
    internal bool RequestTrainedScore()
    {
        if (!_isTrainedRequested)
        {
            _isTrainedRequested = true;
            runner.Inspect(MeasureTrained);
        }

        return !double.IsNaN(TrainedScore);
    }

    /// <summary>Restarts with the same options.</summary>
    internal void Restart() => runner.Restart();

    /// <summary>Restarts with other options.</summary>
    /// <returns>Null if the restart succeeded; otherwise the reason, in one line, why these options cannot be used, and the current run continues.</returns>
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

/// <summary>The scores of an untrained brain and of the teacher, measured in separate worlds in the background. They equal those of a headless run with the same options.</summary>
internal sealed class ReferenceScores : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly RunOptions _options;
    private Task? _task;
    private double _untrained = double.NaN;
    private double _teacher = double.NaN;
    private double _teachersRun = double.NaN;

    internal ReferenceScores(RunOptions options) => _options = options;

    /// <summary>Score of an untrained brain; NaN until known.</summary>
    internal double Untrained => Volatile.Read(ref _untrained);

    /// <summary>Score of the teacher; NaN until known, and if the scenario has no teacher.</summary>
    internal double Teacher => Volatile.Read(ref _teacher);

    /// <summary>Score of a run in which teachers steer all kinds, the reference for the run's own score. With one kind it equals the teacher's score. NaN until known.</summary>
    internal double TeachersRun => Volatile.Read(ref _teachersRun);

    /// <summary>Whether all scores are known.</summary>
    internal bool IsDone => _task is { IsCompleted: true };

    /// <summary>Whether the measurement has started or is finished.</summary>
    internal bool HasStarted => _task is not null;

    /// <summary>Starts the measurement unless it has started already.</summary>
    internal void Begin() => _task ??= Start();

    /// <summary>Cancels the measurement after its current frame without waiting for it, so the next scores can start at once.</summary>
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
        if (_options.FindScenario().HasTeacher)
        {
            double[] teachers = Evaluation.Scores(_options, Driver.Teacher, null, frames, token);

            // Teachers steer every kind in each of these worlds, and a run's own score is that of the first kind.
            Volatile.Write(ref _teachersRun, teachers[0]);
            Volatile.Write(ref _teacher, teachers.Average());
        }

        Volatile.Write(ref _untrained, Evaluation.Score(_options, Driver.Brain, null, frames, token));
    }
}
