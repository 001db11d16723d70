using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>Scores of brains and scripts in worlds of their own: the run that is measured is not touched.</summary>
public static class Evaluation
{
    /// <summary>Agent-frames that a score is measured over, so that large worlds don't take longer than the run itself.</summary>
    private const int AgentFrames = 1_250_000;
    private const int MinFrames = 300;
    private const int MaxFrames = 3600;

    /// <summary>Frames that a score of so many agents is measured over: fewer for more agents, the same for all that are compared.</summary>
    public static int FramesFor(int agents) => Math.Clamp(AgentFrames / agents, MinFrames, MaxFrames);

    /// <summary>Returns the number of frames that the scores of a run are measured over.</summary>
    public static int FramesFor(RunOptions options) => options.ScoreFrames ?? FramesFor(options.Agents);

    /// <summary>Plays from the seeded start without learning and returns the score: the mean over the kinds of agents, each evaluated in a world of its own.</summary>
    /// <param name="options">The run whose world and seed are used.</param>
    /// <param name="driver">Who steers.</param>
    /// <param name="brains">Brains to play like, one per kind, or null for those that the seed gives.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static double Score(RunOptions options, Driver driver, IReadOnlyList<Brain>? brains, int frames, CancellationToken cancellation)
        => Scores(options, driver, brains, frames, cancellation).Average();

    /// <summary>The score of each kind of agents alone, against the scripts of the others.</summary>
    public static double[] Scores(RunOptions options, Driver driver, IReadOnlyList<Brain>? brains, int frames, CancellationToken cancellation)
    {
        int kinds = options.FindScenario().Kinds;
        return [.. Enumerable.Range(0, kinds).Select(kind => ScoreOfKind(kind, options, driver, brains, frames, cancellation))];
    }

    /// <summary>The score of one kind of agents alone, against the scripts of the others.</summary>
    internal static double ScoreOfKind(
        int evaluatedKind, RunOptions options, Driver driver, IReadOnlyList<Brain>? brains, int frames, CancellationToken cancellation)
    {
        return ScorePrepared(evaluatedKind, options, driver, TakeOver, frames, cancellation);

        void TakeOver(SimulationRun run)
        {
            for (int kind = 0; kind < brains?.Count; kind++)
            {
                run.Session.Kinds[kind].Brain.Weights.CopyFrom(brains[kind]);
            }
        }
    }

    /// <summary>The score of one kind of agents alone, in a run that is changed before its first frame, such as by loading a brain.</summary>
    internal static double ScorePrepared(
        int evaluatedKind, RunOptions options, Driver driver, Action<SimulationRun> prepare, int frames, CancellationToken cancellation)
    {
        using SimulationRun run = new(options, driver, isLabelled: false, evaluatedKind);
        prepare(run);
        for (int frame = 0; frame < frames; frame++)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Frame.Run();
        }

        return run.Session.Score;
    }
}
