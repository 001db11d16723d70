using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>Functions that score brains and teachers. Each score is measured in a separate world, so the run itself does not change.</summary>
public static class Evaluation
{
    /// <summary>Number of agents times number of frames in a score. It bounds the time in large worlds.</summary>
    private const int AgentFrames = 1_250_000;
    private const int MinFrames = 300;
    private const int MaxFrames = 3600;

    /// <summary>Returns the number of frames per score, 300 to 3,600: 1,250,000 divided by the number of agents.</summary>
    public static int FramesFor(int agents) => Math.Clamp(AgentFrames / agents, MinFrames, MaxFrames);

    /// <summary>Returns the number of frames per score: <see cref="RunOptions.ScoreFrames"/>, or <see cref="FramesFor(int)"/> if that is null, but not fewer than the scenario needs.</summary>
    public static int FramesFor(RunOptions options) => Math.Max(options.ScoreFrames ?? FramesFor(options.Agents), options.FindScenario().MinScoreFrames);

    /// <summary>Plays from the seed's start without learning and returns the score, averaged over the kinds of agents. Each kind is scored in a separate world.</summary>
    /// <param name="options">Options of the run whose world and seed are used.</param>
    /// <param name="driver">The source of the evaluated agents' actions.</param>
    /// <param name="brains">Brains whose weights are used, one per kind; null for untrained ones with the seed's initial weights.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="cancellation">Cancels the evaluation.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public static double Score(RunOptions options, Driver driver, IReadOnlyList<Brain>? brains, int frames, CancellationToken cancellation)
        => Scores(options, driver, brains, frames, cancellation).Average();

    /// <summary>Plays like <see cref="Score"/> and returns one score per kind of agents. The other kinds are driven by their teachers meanwhile.</summary>
    public static double[] Scores(RunOptions options, Driver driver, IReadOnlyList<Brain>? brains, int frames, CancellationToken cancellation)
    {
        int kinds = options.FindScenario().Kinds;
        return [.. Enumerable.Range(0, kinds).Select(kind => ScoreOfKind(kind, options, driver, brains, frames, cancellation))];
    }

    /// <summary>Returns the score of one kind of agents while the others are driven by their teachers.</summary>
    internal static double ScoreOfKind(
        int evaluatedKind, RunOptions options, Driver driver, IReadOnlyList<Brain>? brains, int frames, CancellationToken cancellation)
    {
        return ScorePrepared(evaluatedKind, options, driver, TakeOver, frames, cancellation).Score;

        void TakeOver(SimulationRun run)
        {
            for (int kind = 0; kind < brains?.Count; kind++)
            {
                run.Session.Kinds[kind].Brain.Weights.CopyFrom(brains[kind]);
            }
        }
    }

    /// <summary>Returns the score of one kind of agents in a run that <paramref name="prepare"/> changes before its first frame, for example by loading a brain.</summary>
    internal static KindScore ScorePrepared(
        int evaluatedKind, RunOptions options, Driver driver, Action<SimulationRun> prepare, int frames, CancellationToken cancellation)
    {
        using SimulationRun run = new(options, driver, isLabelled: false, evaluatedKind);
        prepare(run);
        for (int frame = 0; frame < frames; frame++)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Frame.Run();
        }

        EpisodeLog log = run.Session.Kinds[evaluatedKind].Brain.Statistics.Episodes;
        return new KindScore(run.Session.Score, log.Decisions > 0 ? log.Count : null, log.Count > 0 ? log.NewestReturn : null);
    }
}

/// <summary>The score of one kind of agents.</summary>
/// <param name="Score">Score of the scenario.</param>
/// <param name="Episodes">Number of finished episodes; null if no reward was given.</param>
/// <param name="Return">Mean return of the newest 100 episodes; null if none ended.</param>
internal readonly record struct KindScore(double Score, long? Episodes, double? Return);
