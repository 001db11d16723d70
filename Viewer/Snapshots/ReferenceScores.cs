using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Viewer.Snapshots;

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
