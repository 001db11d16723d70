using NeuroAgents.Simulation.Running;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Viewer.Live;

/// <summary>What an untrained brain and the teacher score, each in a world of its own, beside the run: the figures of a headless run of the same options.</summary>
internal sealed class ReferenceScores : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Task _task;
    private double _untrained = double.NaN;
    private double _teacher = double.NaN;
    private double _teachersRun = double.NaN;

    internal ReferenceScores(RunOptions options)
    {
        CancellationToken token = _cancellation.Token;
        int frames = Evaluation.FramesFor(options.Agents);
        _task = Task.Factory.StartNew(
            () =>
            {
                double[] teachers = Evaluation.Scores(options, Driver.Teacher, null, frames, token);

                // Teachers steer all in each of these worlds, and a run's own score is that of the first kind.
                Volatile.Write(ref _teachersRun, teachers[0]);
                Volatile.Write(ref _teacher, teachers.Average());
                Volatile.Write(ref _untrained, Evaluation.Score(options, Driver.Brain, null, frames, token));
            },
            token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>NaN until it is known.</summary>
    internal double Untrained => Volatile.Read(ref _untrained);

    /// <summary>NaN until it is known.</summary>
    internal double Teacher => Volatile.Read(ref _teacher);

    /// <summary>The score of a run in which teachers steer all kinds: what its own can be compared with. Of one kind that of the teacher. NaN until it is known.</summary>
    internal double TeachersRun => Volatile.Read(ref _teachersRun);

    /// <summary>Whether all are known.</summary>
    internal bool IsDone => _task.IsCompleted;

    /// <summary>Ends it after its current frame, which nobody waits for: whoever asks for other scores is answered at once.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        _ = _task.ContinueWith(_ => _cancellation.Dispose(), TaskScheduler.Default);
    }
}
