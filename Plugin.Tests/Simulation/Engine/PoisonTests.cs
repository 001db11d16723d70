using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>One frame in 50 brings observations that are not numbers, labels that explode and rows far out of their range; for one second the learning rate is a thousand times as high.</summary>
public sealed class PoisonTests(ITestOutputHelper output)
{
    private const int Frames = 900;
    private const int ScoreFrames = 400;
    private static readonly RunOptions s_options = new() { Agents = 400, Frames = Frames, Seed = 11, Workers = 1 };

    [Fact]
    public void TheGuardKeepsNineTenthsOfTheScore()
    {
        (double clean, _) = Play(s_options, isPoisoned: false);
        (double poisoned, Brain brain) = Play(s_options, isPoisoned: true);
        (double unguarded, _) = Play(s_options with { Set = new() { ["guard"] = "false" } }, isPoisoned: true);
        output.WriteLine($"clean {clean:F3}, poisoned {poisoned:F3}, without the guard {unguarded:F3}");
        output.WriteLine($"{brain.Statistics.RefusedObservations} observations and {brain.Statistics.RefusedLabels} labels refused, {brain.Statistics.SkippedSteps} steps skipped, {brain.Statistics.EvictedRows} rows evicted, {brain.Statistics.Rollbacks} rollbacks");
        Assert.True(poisoned >= 0.9 * clean, $"{poisoned} of {clean}");
        Assert.True(unguarded < 0.5 * clean, $"{unguarded} of {clean}: the poison had too little effect");
        Assert.True(brain.Statistics.RefusedObservations > 0 && brain.Statistics.RefusedLabels > 0 && brain.Statistics.Rollbacks > 0);
    }

    private static (double Score, Brain Brain) Play(RunOptions options, bool isPoisoned)
    {
        using SimulationRun run = new(options, Driver.Brain, isLabelled: true);
        Brain brain = run.Session.Brain;
        var optimizer = ((ImitationLearner)brain.Learner!).Updaters[0].Optimizer;
        double rate = optimizer.LearningRate;
        for (int frame = 0; frame < Frames; frame++)
        {
            optimizer.LearningRate = isPoisoned && frame is >= 500 and < 560 ? rate * 1000 : rate;
            Frame(run, frame, isPoisoned && frame % 50 == 25);
        }

        return (Evaluation.Score(options, Driver.Brain, [brain], ScoreFrames, default), brain);
    }

    /// <summary>As <see cref="NeuroAgents.Simulation.Engine.Frame"/>, with poison between sensing and deciding.</summary>
    private static void Frame(SimulationRun run, long number, bool isPoisoned)
    {
        ScenarioSession session = run.Session;
        run.Plugin.FixedUpdate(SimulationRun.DeltaTime);
        foreach (ISystem system in (ISystem[])[session.Locate, session.Interact, session.Sense])
        {
            system.Run(number);
        }

        if (isPoisoned)
        {
            Poison(session.Brain);
        }

        session.Brain.Decide();
        foreach (ISystem system in (ISystem[])[session.Teach, session.Act, session.Move, session.Lifecycle])
        {
            system.Run(number);
        }

        run.Plugin.LateUpdate();
    }

    private static void Poison(Brain brain)
    {
        Decisions decisions = brain.Decisions;
        for (int row = 0; row < decisions.Count; row += 3)
        {
            decisions.Observation(row).Fill(float.NaN);
        }

        float[] observation = new float[brain.Observations.Width], label = new float[brain.Actions.Width];
        for (int i = 0; i < 20; i++)
        {
            Array.Fill(observation, 0.5f);
            Array.Fill(label, i % 2 == 0 ? 1e25f : -7);
            brain.Teach(observation, label);
            Array.Fill(observation, i % 2 == 0 ? 400 : -400);
            Array.Fill(label, 1);
            brain.Teach(observation, label);
        }
    }
}
