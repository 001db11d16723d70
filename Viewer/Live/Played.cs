using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Viewer.Live;

/// <summary>What is played, and the scores that it is compared with: both begin anew together.</summary>
/// <param name="runner">Who plays.</param>
/// <param name="watch">What is seen of it.</param>
internal sealed class Played(LiveRunner runner, LiveWatch watch) : IDisposable
{
    private RunOptions _measured = runner.Options;
    private ReferenceScores _references = new(runner.Options);

    /// <summary>What is played.</summary>
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
