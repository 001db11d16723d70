using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Viewer.Snapshots;

/// <summary>What is played, and the scores that it is compared with: both begin anew together.</summary>
/// <param name="runner">Who plays.</param>
/// <param name="watch">What is seen of it.</param>
internal sealed class CurrentRun(LiveRunner runner, LiveWatch watch) : IDisposable
{
    private RunOptions _measured = runner.Options;
    private ReferenceScores _references = new(runner.Options);

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

    public void Dispose() => _references.Dispose();
}

/// <summary>What the brains score at the end of a run, without learning and in worlds of their own: the figure of a headless run of the same options.</summary>
/// <param name="runner">Who plays; its thread measures.</param>
internal sealed class TrainedScore(LiveRunner runner) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private double _value = double.NaN;
    private bool _isAsked;

    /// <summary>NaN until it is known.</summary>
    internal double Value => Volatile.Read(ref _value);

    /// <summary>Has it measured, once: the run does not go on meanwhile.</summary>
    /// <returns>Whether it is known.</returns>
    internal bool Ask()
    {
        if (!_isAsked)
        {
            _isAsked = true;
            runner.Post(new LiveCommand("", Measure) { IsChange = false });
        }

        return !double.IsNaN(Value);
    }

    public void Dispose() => _cancellation.Cancel();

    private void Measure(SimulationRun run)
    {
        run.Plugin.FinishLearning();
        Brain[] brains = [.. run.Session.Kinds.Select(kind => kind.Brain)];
        try
        {
            Volatile.Write(ref _value, Evaluation.Score(run.Options, Driver.Brain, brains, Evaluation.FramesFor(run.Options), _cancellation.Token));
        }
        catch (OperationCanceledException)
        {
            // The window was closed.
        }
    }
}
