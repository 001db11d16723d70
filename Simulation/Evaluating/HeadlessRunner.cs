using System.Diagnostics;
using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Evaluating;

/// <summary>A runner without a window: it runs a scenario to its end, measures it, and scores the trained brain against an untrained one and the teacher.</summary>
/// <param name="options">Options of the run; copied.</param>
/// <param name="observer">An observer of the progress; null for none.</param>
/// <param name="recorder">A recorder of the figures; null for none.</param>
/// <example>
/// <code>
/// RunOptions options = new() { Scenario = "forage", Agents = 256, Frames = 600 };
/// RunReport report = new HeadlessRunner(options).Run();
/// Console.WriteLine($"{report.ScoreUntrained:F2} → {report.ScoreTrained:F2}, teacher {report.ScoreTeacher:F2}");
/// </code>
/// </example>
public sealed class HeadlessRunner(RunOptions options, IRunObserver? observer = null, IRunRecorder? recorder = null)
{
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromMilliseconds(100);
    private readonly RunOptions _options = options.Copy();

    /// <summary>The measurements of each frame.</summary>
    public RunRecord Record { get; } = new(options.Frames);

    /// <summary>The saved run to resume; null to start from the first frame.</summary>
    public SavedRun? Resumed { get; init; }

    /// <summary>Recorded commands to replay, each before its recorded frame; null for none.</summary>
    public RecordedCommands? Commands { get; init; }

    /// <summary>Number of recorded commands that were not applied because their frames come after the last frame of the run.</summary>
    public int CommandsLeft { get; private set; }

    /// <summary>The saver of the run and its brains; null to save nothing.</summary>
    public RunSaver? Saver { get; init; }

    /// <summary>The demonstrations that the run starts with; null for none. A resumed run has them already.</summary>
    public Demonstrations? Demonstrations { get; init; }

    /// <summary>The writer of the run's own demonstrations; null to record nothing.</summary>
    public DemonstrationWriter? DemonstrationWriter { get; init; }

    /// <summary>The line about the recorded demonstrations; null if nothing was recorded.</summary>
    public string? DemonstrationNote { get; private set; }

    /// <summary>Receives a line of text whenever a lesson of the curriculum begins; null to report none.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Runs all frames and then measures the scores.</summary>
    /// <returns>The report.</returns>
    /// <param name="cancellation">Ends the run after the current frame. The report then has no scores.</param>
    public RunReport Run(CancellationToken cancellation = default)
    {
        Driver driver = DemonstrationWriter is null ? Driver.Brain : DemonstrationWriter.DriverOf(_options);
        using SimulationRun run = Resumed?.Resume(_options, driver) ?? WarmStart.Begin(_options, driver, cancellation);
        if (Resumed is null && Demonstrations is not null)
        {
            run.Teach(Demonstrations);
        }

        DemonstrationWriter?.Begin(run, DemonstrationWriter.SourceOf(_options), (long)_options.Frames * _options.Agents);
        Record.FirstFrame = run.Frame.Number;
        run.Plugin.Awake();
        AllocationMeter meter = new();
        ReportLessons(run, meter);
        LearningTotals learning = new(run.Session);
        Brain[] brains = [.. run.Session.Kinds.Select(kind => kind.Brain)];
        if (brains.Any(brain => brain.Learner is not (null or ImitationLearner)))
        {
            Record.ReserveFigures();
        }

        RunFrames(run, brains, learning, meter, cancellation);
        meter.Pause();
        DemonstrationNote = DemonstrationWriter?.Write();
        Saver?.Save(run);
        run.Plugin.FinishLearning();
        learning.Update();
        Record.HasMinibatch = learning.HasMinibatch;
        if (recorder is not null && Record.Count % recorder.Interval != 0)
        {
            recorder.Record(Record, brains);
        }

        return Report(run, learning, meter, Scores(brains, cancellation));
    }

    private void RunFrames(SimulationRun run, Brain[] brains, LearningTotals learning, AllocationMeter meter, CancellationToken cancellation)
    {
        float newest = float.NaN;
        long begin = Stopwatch.GetTimestamp(), reported = begin;
        int framesReported = 0;
        Pace? pace = _options.Realtime is { } framesPerSecond ? new Pace(framesPerSecond) : null;
        CommandReplay? replay = Commands is null ? null : new CommandReplay(Commands, run);
        meter.Resume();
        for (int frame = 0; frame < _options.Frames && !cancellation.IsCancellationRequested; frame++)
        {
            Replay(run, replay, meter);
            run.Frame.Run();
            learning.Update();
            float loss = learning.Loss;
            newest = float.IsNaN(loss) ? newest : loss;
            Record.Add(
                run.Frame.Times, loss, learning.LabelVariance(), run.Session.Score, HeldOutLoss(Validation(run), run.Frame.Number - 1),
                learning.NewRowsLoss);
            for (LearningFigure figure = LearningFigure.PolicyLoss; (int)figure < LearningFigures.Count; figure++)
            {
                Record.AddFigure(figure, learning.Figure(figure));
            }

            Record.AddEpisodes(learning.NewestReturn, learning.NewestLength);
            if (_options is { MeasureNoise: true, LearnBudgetMs: { } budget })
            {
                Record.AddNoise(Pace.Spin(budget));
            }

            pace?.Wait();
            meter.CountFrame();
            if (recorder is not null && Record.Count % recorder.Interval == 0)
            {
                meter.Pause();
                recorder.Record(Record, brains);
                meter.Resume();
            }

            if (Saver?.IsDue(run.Frame.Number) == true)
            {
                meter.Pause();
                Saver.Save(run);
                meter.Resume();
            }

            if (observer is null || Stopwatch.GetElapsedTime(reported) < s_reportInterval)
            {
                continue;
            }

            meter.Pause();
            double perSecond = (frame + 1 - framesReported) / Stopwatch.GetElapsedTime(reported).TotalSeconds;
            double left = Stopwatch.GetElapsedTime(begin).TotalSeconds / (frame + 1) * (_options.Frames - frame - 1);
            observer.Advance(new RunProgress(frame + 1, _options.Frames, perSecond, newest, run.Session.Score, left));
            (reported, framesReported) = (Stopwatch.GetTimestamp(), frame + 1);
            meter.Resume();
        }

        Replay(run, replay, meter);
        CommandsLeft = replay?.Left ?? 0;
    }

    private void ReportLessons(SimulationRun run, AllocationMeter meter)
    {
        Record.Lessons = run.Curriculum?.Parameters ?? [];
        if (run.Curriculum is { } curriculum && Tell is { } tell)
        {
            curriculum.Advanced += parameter =>
            {
                meter.Pause();
                tell(FormattableString.Invariant($"lesson    frame {run.Frame.Number + 1:N0}, {parameter}, after a return of {parameter.PassedReturn:F2}"));
                meter.Resume();
            };
        }
    }

    private static void Replay(SimulationRun run, CommandReplay? replay, AllocationMeter meter)
    {
        if (replay?.IsDue(run.Frame.Number) == true)
        {
            meter.Pause();
            replay.Apply(run);
            meter.Resume();
        }
    }

    private static EpisodeLog Log(AgentKind kind) => kind.Brain.Statistics.Episodes;

    /// <summary>Returns the mean of a figure over the brains that have it; null if none has.</summary>
    private static double? Mean(SimulationRun run, Func<Brain, double> figure)
    {
        double[] values = [.. run.Session.Kinds.Select(kind => figure(kind.Brain)).Where(double.IsFinite)];
        return values.Length == 0 ? null : values.Average();
    }

    private static HeldOutRecord? Validation(SimulationRun run) => run.Session.Feature<IHeldOutValidation>()?.Record;

    private static float HeldOutLoss(HeldOutRecord? heldOut, long frame) => heldOut?.Frame == frame ? (float)heldOut.Loss : float.NaN;

    private (double Untrained, double Trained, double? Teacher)? Scores(IReadOnlyList<Brain> brains, CancellationToken cancellation)
    {
        int frames = Evaluation.FramesFor(_options);
        try
        {
            observer?.StartScoring("untrained");
            double untrained = Evaluation.Score(_options, Driver.Brain, null, frames, cancellation);
            observer?.StartScoring("trained");
            double trained = Evaluation.Score(_options, Driver.Brain, brains, frames, cancellation);
            if (!_options.FindScenario().HasTeacher)
            {
                return (untrained, trained, null);
            }

            observer?.StartScoring("teacher");
            return (untrained, trained, Evaluation.Score(_options, Driver.Teacher, null, frames, cancellation));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private RunReport Report(
        SimulationRun run, LearningTotals learning, AllocationMeter meter, (double Untrained, double Trained, double? Teacher)? scores) => new()
    {
        Scenario = _options.Scenario,
        Agents = _options.Agents,
        Frames = Record.Count,
        Seed = _options.Seed,
        Learner = _options.Learner,
        Workers = _options.Workers,
        LearnMode = _options.LearnMode.ToString().ToLowerInvariant(),
        LearnBudgetMs = _options.LearnBudgetMs,
        PublishDelay = _options.LearnMode == LearnMode.Lockstep ? _options.PublishDelay : null,
        Set = new SortedDictionary<string, string>(_options.Set, StringComparer.Ordinal),
        FirstFrame = Record.FirstFrame,
        LossFirst = Resumed is null ? Record.MeanLoss(first: true) : null,
        LossLast = Record.MeanLoss(first: false),
        NewRowsLossFirst = Resumed is null ? Record.MeanNewRowsLoss(first: true) : null,
        NewRowsLossLast = Record.MeanNewRowsLoss(first: false),
        LabelVariance = Record.MeanLabelVariance(),
        ScoreUntrained = scores?.Untrained,
        ScoreTrained = scores?.Trained,
        ScoreTeacher = scores?.Teacher,
        Episodes = run.Session.Kinds.Any(kind => Log(kind).Decisions > 0) ? run.Session.Kinds.Sum(kind => Log(kind).Count) : null,
        ReturnMean = Mean(run, brain => brain.Statistics.Episodes.MeanReturn),
        ReturnLast100 = Mean(run, brain => brain.Statistics.Episodes.NewestReturn),
        EpisodeLength = Mean(run, brain => brain.Statistics.Episodes.NewestLength),
        EnvironmentSteps = run.Session.Kinds.Sum(kind => Log(kind).Decisions) is > 0 and var steps ? steps : null,
        Entropy = Mean(run, brain => brain.Statistics.Figures.Entropy),
        Kl = Mean(run, brain => brain.Statistics.Figures.KullbackLeibler),
        PolicyLoss = Mean(run, brain => brain.Statistics.Figures.PolicyLoss),
        ValueLoss = Mean(run, brain => brain.Statistics.Figures.ValueLoss),
        ExplainedVariance = Mean(run, brain => brain.Statistics.Figures.ExplainedVariance),
        FrameMs = Record.FrameStatistics(),
        PhaseMs = Record.PhaseStatistics(),
        LearnMs = Record.LearnStatistics(),
        NoiseMs = _options.MeasureNoise ? Record.NoiseStatistics() : null,
        BudgetOverruns = run.Plugin.BudgetOverruns,
        RefusedRows = learning.RefusedRows,
        Rollbacks = learning.Rollbacks,
        LearnSteps = learning.LearnSteps,
        SamplesLearned = learning.SamplesLearned,
        AllocatedBytes = meter.Bytes,
        GcCollections = meter.Collections,
        StateHash = run.StateHash(),
        BrainHash = run.BrainHash(),
        LearningFigures = run.Session.Kinds.Zip(learning.Figures).ToDictionary(pair => pair.First.Brain.Name, pair => FigureReport.Of(pair.Second)),
        HeldOut = HeldOutReport.Of(Validation(run)),
        Lessons = run.Curriculum?.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.LessonNumber),
    };
}
