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

    internal ReferenceScores(RunOptions options)
    {
        CancellationToken token = _cancellation.Token;
        int frames = Evaluation.FramesFor(options.Agents);
        _task = Task.Factory.StartNew(
            () =>
            {
                Volatile.Write(ref _teacher, Evaluation.Score(options, Driver.Teacher, null, frames, token));
                Volatile.Write(ref _untrained, Evaluation.Score(options, Driver.Brain, null, frames, token));
            },
            token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>NaN until it is known.</summary>
    internal double Untrained => Volatile.Read(ref _untrained);

    /// <summary>NaN until it is known.</summary>
    internal double Teacher => Volatile.Read(ref _teacher);

    /// <summary>Whether both are known.</summary>
    internal bool IsDone => _task.IsCompleted;

    /// <summary>Ends it after its current frame, which nobody waits for: whoever asks for other scores is answered at once.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        _ = _task.ContinueWith(_ => _cancellation.Dispose(), TaskScheduler.Default);
    }
}
