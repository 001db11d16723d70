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
