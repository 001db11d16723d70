using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>A measurement of self-play. It trains from scratch for each seed and reports the newest returns of both sides and, where the sides affect each other, their scores against a fixed panel.</summary>
/// <remarks>
/// <para>The panel is the other side's script and the other side's first, untrained policy, in worlds of other seeds. All policies take the likeliest actions. The panel does not change, so scores against it can't drift as ratings in self-play can.</para>
/// <para>The scores are those of the final weights, and no seed is left out. Steps are decisions of the side that learns.</para>
/// </remarks>
/// <param name="options">Scenario, learner, profile, settings and workers. Seed and number of frames are not used.</param>
/// <param name="steps">Steps for each seed, at least 1.</param>
/// <param name="seeds">Seeds of the training runs.</param>
public sealed class SelfPlayScores(RunOptions options, long steps, IReadOnlyList<ulong> seeds)
{
    /// <summary>Number of newest episodes whose mean return counts, as in the tests of ML-Agents.</summary>
    public const int Episodes = 5;

    /// <summary>Rating of every member of the panel.</summary>
    public const double PanelElo = 1200;

    /// <summary>Number of parts of a training run, after each of which the panel is played.</summary>
    private const int Parts = 4;

    /// <summary>Distance from 0 and 1 to which scores are limited before a rating is computed from them.</summary>
    private const double ScoreMargin = 0.01;
    private const int LearnSteps = 1000;

    /// <summary>Trains and scores all seeds.</summary>
    /// <param name="onSeed">Called after each seed.</param>
    /// <param name="onProgress">Called a few times a second with the index of the seed and the finished share of its steps.</param>
    /// <param name="cancellation">Ends the measurement. The report then has only the completed seeds.</param>
    public SelfPlayReport Run(Action<SelfPlaySeed> onSeed, Action<int, double> onProgress, CancellationToken cancellation)
    {
        List<SelfPlaySeed> scores = [];
        try
        {
            for (int i = 0; i < seeds.Count; i++)
            {
                int place = i;
                scores.Add(Score(seeds[i], share => onProgress(place, share), cancellation));
                onSeed(scores[^1]);
            }
        }
        catch (OperationCanceledException)
        {
        }

        return new SelfPlayReport { Task = options.Scenario, Learner = options.Learner, Profile = options.Profile ?? LearnerProfile.Game, EnvSteps = steps, Seeds = scores };
    }

    private SelfPlaySeed Score(ulong seed, Action<double> onProgress, CancellationToken cancellation)
    {
        RunOptions training = options with { Seed = seed, LearnSteps = LearnSteps, LearnBudgetMs = null };
        using SimulationRun run = new(training, Driver.Brain, isLabelled: true);
        using SimulationRun start = new(training, Driver.Brain, isLabelled: false);
        Panel? panel = options.FindScenario().Kinds == 1 ? null : new Panel(training with { Seed = LearnerScores.EvaluationSeeds + seed }, start.Session, cancellation);
        List<PanelScore[]> parts = panel is null ? [] : [panel.Play(run.Session)];
        run.Plugin.Awake();
        League league = run.Plugin.Leagues[0];
        double seconds = 0;
        for (int part = 1; part <= Parts; part++)
        {
            seconds += Train(run, league, steps * part / Parts, onProgress, cancellation);
            if (part == Parts)
            {
                run.Plugin.FinishLearning();
            }

            if (panel is not null)
            {
                parts.Add(panel.Play(run.Session));
            }
        }

        return new SelfPlaySeed
        {
            Seed = seed,
            Sides = [.. run.Session.Kinds.Select((kind, side) => new SelfPlaySide
            {
                Name = kind.Brain.Name,
                TrainReturn = NewestReturn(kind.Brain.Statistics.Episodes),
                Elo = league.EloOf(kind.Brain),
                TeacherScore = panel?.TeacherScore(side),
                Panel = [.. parts.Select(part => part[side])],
            })],
            Games = league.Games,
            Seconds = seconds,
            BrainHash = run.BrainHash(),
        };
    }

    private static double Train(SimulationRun run, League league, long until, Action<double> onProgress, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp(), reported = start;
        while (league.Steps < until)
        {
            run.Frame.Run();
            if (Stopwatch.GetElapsedTime(reported).TotalSeconds > 0.2)
            {
                cancellation.ThrowIfCancellationRequested();
                onProgress((double)league.Steps / until);
                reported = Stopwatch.GetTimestamp();
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double? NewestReturn(EpisodeLog log)
        => log.Count == 0 ? null : Enumerable.Range(1, (int)Math.Min(Episodes, log.Count)).Average(age => log[log.Count - age].Return);

    /// <summary>The fixed opponents of both sides.</summary>
    private sealed class Panel(RunOptions worlds, ScenarioSession start, CancellationToken cancellation)
    {
        private readonly int _frames = Evaluation.FramesFor(worlds);
        private readonly double[] _teachers = Evaluation.Scores(worlds, Driver.Teacher, null, Evaluation.FramesFor(worlds), cancellation);

        /// <summary>Returns the score of a side's script against the other side's script.</summary>
        internal double TeacherScore(int side) => _teachers[side];

        /// <summary>Returns the scores of both sides.</summary>
        internal PanelScore[] Play(ScenarioSession trained)
        {
            double[] scripts = Evaluation.Scores(worlds, Driver.Brain, [.. trained.Kinds.Select(kind => kind.Brain)], _frames, cancellation);
            return [.. scripts.Select((script, side) => CreateScore(script, PlayFirstPolicy(trained, side)))];
        }

        private static PanelScore CreateScore(double script, double first)
            => new(script, first, (Rating(script) + Rating(first)) / 2);

        private static double Rating(double score) => EloRating.Performance(Math.Clamp(score, ScoreMargin, 1 - ScoreMargin), PanelElo);

        /// <summary>Plays a side against the other side's first policy. The scores of both sides in a world add up to 1, and the session's score is that of the first side.</summary>
        private double PlayFirstPolicy(ScenarioSession trained, int side)
        {
            using SimulationRun run = new(worlds, Driver.Brain, isLabelled: false);
            for (int kind = 0; kind < run.Session.Kinds.Count; kind++)
            {
                run.Session.Kinds[kind].Brain.Weights.CopyFrom((kind == side ? trained : start).Kinds[kind].Brain);
            }

            for (int frame = 0; frame < _frames; frame++)
            {
                cancellation.ThrowIfCancellationRequested();
                run.Frame.Run();
            }

            return side == 0 ? run.Session.Score : 1 - run.Session.Score;
        }
    }
}

/// <summary>Scores of a side against the fixed panel.</summary>
/// <param name="Script">Score against the other side's script.</param>
/// <param name="First">Score against the other side's first policy.</param>
/// <param name="Elo">Mean of the two ratings at which these scores are the expected ones, if both members of the panel have the rating 1,200. Scores are limited to 0.01 to 0.99.</param>
public sealed record PanelScore(double Script, double First, double Elo);

/// <summary>A side after one training run.</summary>
public sealed record SelfPlaySide
{
    /// <summary>Name of the side's brain.</summary>
    public required string Name { get; init; }

    /// <summary>Mean return of the newest 5 training episodes; null before the first.</summary>
    public required double? TrainReturn { get; init; }

    /// <summary>Elo rating in self-play.</summary>
    public required double Elo { get; init; }

    /// <summary>Score of the side's script against the other side's script; null if the sides don't affect each other.</summary>
    public required double? TeacherScore { get; init; }

    /// <summary>Scores against the panel before the training and after each quarter of it; empty if the sides don't affect each other.</summary>
    public required IReadOnlyList<PanelScore> Panel { get; init; }
}

/// <summary>Scores of one training run.</summary>
public sealed record SelfPlaySeed
{
    /// <summary>Seed of the training.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Both sides.</summary>
    public required IReadOnlyList<SelfPlaySide> Sides { get; init; }

    /// <summary>Number of finished games.</summary>
    public required long Games { get; init; }

    /// <summary>Duration of the training, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>Fingerprint of the final parameters.</summary>
    public required string BrainHash { get; init; }
}

/// <summary>The scores of self-play over several seeds. In JSON the keys are the property names in snake_case.</summary>
public sealed record SelfPlayReport
{
    /// <summary>Name of the scenario.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the learner.</summary>
    public required string Learner { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Steps for each seed.</summary>
    public required long EnvSteps { get; init; }

    /// <summary>Scores of each seed.</summary>
    public required IReadOnlyList<SelfPlaySeed> Seeds { get; init; }
}
