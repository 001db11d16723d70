using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>A measurement of a reinforcement learner. It trains from scratch for each seed and takes two scores: the mean return of the newest training episodes, and that of greedy episodes in a world of another seed.</summary>
/// <remarks>
/// <para>The final weights are scored, never the best ones, and no seed is left out. Environment steps are the decisions of all agents, including decisions that the learner drops.</para>
/// <para>The greedy score is the mean return of 100 agents' first episodes: a mean of the first 100 episodes that finish would favour short ones.</para>
/// </remarks>
/// <param name="options">Scenario, learner, profile, settings and workers. Seed and number of frames are not used.</param>
/// <param name="steps">Environment steps for each seed, at least 1.</param>
/// <param name="seeds">Seeds of the training runs.</param>
public sealed class LearnerScores(RunOptions options, long steps, IReadOnlyList<ulong> seeds)
{
    /// <summary>Number of greedy episodes for each seed.</summary>
    public const int GreedyEpisodes = 100;

    /// <summary>Number that is added to a training seed to get the seed of its greedy episodes.</summary>
    public const ulong EvaluationSeeds = 10_000;

    /// <summary>Minibatches per frame, more than an update of any learner has. An update then ends in the frame in which its rollout fills.</summary>
    private const int LearnSteps = 1000;
    private const int Resamples = 10_000;

    /// <summary>Trains and scores all seeds.</summary>
    /// <param name="onSeed">Called after each seed.</param>
    /// <param name="onProgress">Called a few times a second with the index of the seed and the finished share of its steps.</param>
    /// <param name="cancellation">Ends the measurement. The report then has only the completed seeds.</param>
    public LearnerScoresReport Run(Action<SeedScore> onSeed, Action<int, double> onProgress, CancellationToken cancellation)
    {
        List<SeedScore> scores = [];
        for (int i = 0; i < seeds.Count && !cancellation.IsCancellationRequested; i++)
        {
            int place = i;
            if (Score(seeds[i], share => onProgress(place, share), cancellation) is { } score)
            {
                scores.Add(score);
                onSeed(score);
            }
        }

        double[] returns = [.. scores.Select(score => score.TrainReturn)];
        (double? low, double? high) = Interval(returns);
        double threshold = options.FindScenario().SolvedReturn;
        return new LearnerScoresReport
        {
            Task = options.Scenario,
            Learner = options.Learner,
            Profile = options.Profile ?? LearnerProfile.Game,
            EnvSteps = steps,
            Seeds = scores,
            MeanTrain = MeanOf(returns),
            MeanGreedy = MeanOf([.. scores.Select(score => score.GreedyReturn)]),
            Sd = Deviation(returns),
            Iqm = InterquartileMean(returns),
            CiLow = low,
            CiHigh = high,
            AboveThreshold = double.IsNaN(threshold) ? null : scores.Count(score => score.TrainReturn >= threshold),
            Threshold = double.IsNaN(threshold) ? null : threshold,
        };
    }

    private SeedScore? Score(ulong seed, Action<double> onProgress, CancellationToken cancellation)
    {
        RunOptions training = options with { Seed = seed, LearnSteps = LearnSteps, LearnBudgetMs = null };
        using SimulationRun run = WarmStart.Begin(training, Driver.Brain, cancellation);
        run.Plugin.Awake();
        Brain brain = run.Session.Brain;
        long start = Stopwatch.GetTimestamp(), reported = start;
        while (brain.Statistics.Episodes.Decisions < steps)
        {
            run.Frame.Run();
            if (Stopwatch.GetElapsedTime(reported).TotalSeconds > 0.2)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return null;
                }

                onProgress((double)brain.Statistics.Episodes.Decisions / steps);
                reported = Stopwatch.GetTimestamp();
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        run.Plugin.FinishLearning();
        return new SeedScore(seed, Finite(brain.Statistics.Episodes.NewestReturn), Finite(Greedy(training, run.Session, seed)), seconds, run.BrainHash());
    }

    /// <summary>Returns the mean return of the first episode of each of 100 agents. Agents that are born later don't count, because their first episodes would favour short lives. With two teams, the agents are those of the first.</summary>
    private static double Greedy(RunOptions training, ScenarioSession trained, ulong seed)
    {
        using SimulationRun run = new(training with { Seed = EvaluationSeeds + seed, Agents = GreedyEpisodes * trained.Kinds.Count }, Driver.Brain, isLabelled: false);
        Brain brain = run.Session.Brain;
        brain.Weights.CopyFrom(trained.Brain);
        Dictionary<ulong, double> first = [];
        long seen = 0;
        HashSet<ulong> starters = [];
        while (first.Count < GreedyEpisodes)
        {
            run.Frame.Run();
            if (starters.Count == 0)
            {
                starters = [.. run.Session.Roster.Handles.ToArray().Select(agent => agent.Id)];
            }

            for (EpisodeLog log = brain.Statistics.Episodes; seen < log.Count; seen++)
            {
                if (starters.Contains(log[seen].Agent))
                {
                    first.TryAdd(log[seen].Agent, log[seen].Return);
                }
            }
        }

        return first.Values.Average();
    }

    private static double? MeanOf(double[] values) => values.Length == 0 ? null : values.Average();

    private static double? Deviation(double[] values)
        => values.Length < 2 ? null : Math.Sqrt(values.Sum(value => (value - values.Average()) * (value - values.Average())) / (values.Length - 1));

    /// <summary>Returns the mean of the middle half of the sorted values. The values at its two ends count in part.</summary>
    internal static double? InterquartileMean(double[] values)
    {
        if (values.Length == 0)
        {
            return null;
        }

        double[] sorted = [.. values.Order()];
        double cut = sorted.Length / 4.0, sum = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double inside = Math.Min(i + 1, sorted.Length - cut) - Math.Max(i, cut);
            sum += Math.Max(0, inside) * sorted[i];
        }

        return sum / (sorted.Length / 2.0);
    }

    /// <summary>Returns the 95 % bootstrap interval of the mean: of 10,000 means over seeds drawn with replacement, the 2.5th and 97.5th percentile.</summary>
    private static (double? Low, double? High) Interval(double[] values)
    {
        if (values.Length < 2)
        {
            return (null, null);
        }

        RandomSource random = new(1, 1);
        double[] means = new double[Resamples];
        for (int sample = 0; sample < Resamples; sample++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                means[sample] += values[random.Below(values.Length, (ulong)i, (ulong)sample)] / values.Length;
            }
        }

        Array.Sort(means);
        return (means[Resamples / 40], means[^(Resamples / 40)]);
    }

    private double Finite(double value)
        => double.IsFinite(value) ? value : throw new SettingException($"--steps: expected enough steps for an episode of {options.Scenario} to end, received {steps}.");
}

/// <summary>Scores of one training run.</summary>
/// <param name="Seed">Seed of the training.</param>
/// <param name="TrainReturn">Mean return of the last 100 training episodes.</param>
/// <param name="GreedyReturn">Mean return of 100 greedy episodes in a world of another seed.</param>
/// <param name="Seconds">Duration of the training, s.</param>
/// <param name="BrainHash">Fingerprint of the final parameters.</param>
public sealed record SeedScore(ulong Seed, double TrainReturn, double GreedyReturn, double Seconds, string BrainHash);

/// <summary>The scores of a learner over several seeds. In JSON the keys are the property names in snake_case.</summary>
public sealed record LearnerScoresReport
{
    /// <summary>Name of the scenario.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the learner.</summary>
    public required string Learner { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Environment steps for each seed.</summary>
    public required long EnvSteps { get; init; }

    /// <summary>Scores of each seed.</summary>
    public required IReadOnlyList<SeedScore> Seeds { get; init; }

    /// <summary>Mean training return over the seeds; null if no seed was completed.</summary>
    public required double? MeanTrain { get; init; }

    /// <summary>Mean greedy return over the seeds; null if no seed was completed.</summary>
    public required double? MeanGreedy { get; init; }

    /// <summary>Standard deviation of the training returns, in the n − 1 form; null with fewer than two seeds.</summary>
    public required double? Sd { get; init; }

    /// <summary>Interquartile mean of the training returns; null if no seed was completed.</summary>
    public required double? Iqm { get; init; }

    /// <summary>Lower end of the 95 % bootstrap interval of the mean training return; null with fewer than two seeds.</summary>
    public required double? CiLow { get; init; }

    /// <summary>Upper end of the 95 % bootstrap interval of the mean training return; null with fewer than two seeds.</summary>
    public required double? CiHigh { get; init; }

    /// <summary>Number of seeds whose training return reaches the threshold; null without a threshold.</summary>
    public required int? AboveThreshold { get; init; }

    /// <summary>Lowest return at which the task counts as solved; null if none is established.</summary>
    public required double? Threshold { get; init; }
}
