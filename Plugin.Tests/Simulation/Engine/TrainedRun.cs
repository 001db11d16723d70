using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>One run that learns, with its scores, shared by the tests that check it.</summary>
public sealed class TrainedRun
{
    internal const int Frames = 900;
    internal const int ScoreFrames = 600;

    /// <summary>Plays the run and measures its scores.</summary>
    public TrainedRun()
    {
        Record = new RunRecord(Frames);
        Trained = Train(Options, Record);
        Untrained = Evaluation.Score(Options, Driver.Brain, null, ScoreFrames, default);
        Teacher = Evaluation.Score(Options, Driver.Teacher, null, ScoreFrames, default);
    }

    internal static RunOptions Options { get; } = new() { Agents = 500, Frames = Frames, Seed = 11, Workers = 1 };

    internal RunRecord Record { get; }

    internal double Untrained { get; }

    internal double Trained { get; }

    internal double Teacher { get; }

    /// <summary>Trains a brain with other options and returns its score.</summary>
    internal static double Train(RunOptions options, RunRecord? record = null)
    {
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < options.Frames; frame++)
        {
            long steps = run.Session.Brain.Statistics.LearnSteps;
            run.Frame.Run();
            float loss = run.Session.Brain.Statistics.LearnSteps > steps ? run.Session.Brain.Statistics.LastLoss : float.NaN;
            record?.Add(run.Frame.Times, loss, run.Session.Labels.MeanVariance(), run.Session.Score);
        }

        return Evaluation.Score(options, Driver.Brain, [run.Session.Brain], ScoreFrames, default);
    }
}
