using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Simulation.Measuring;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Measuring;

/// <summary>Test, then train: each frame's rows are evaluated with weights that have not learned from them.</summary>
public sealed class NewRowsLossTests
{
    [Theory]
    [InlineData("forage")]
    [InlineData("flock")]
    [InlineData("pursuit")]
    public void ItIsTheLossOfTheWeightsBeforeTheFrameLearned(string scenario)
    {
        using SimulationRun run = new(Options(scenario), Driver.Brain, isLabelled: true);
        for (int frame = 0; frame < 40; frame++)
        {
            ParameterSnapshot[] before = [.. run.Session.Kinds.Select(kind => new ParameterSnapshot(kind.Brain.Parameters))];
            run.Frame.Run();
            for (int i = 0; i < before.Length; i++)
            {
                AgentKind kind = run.Session.Kinds[i];
                Assert.Equal(Naive(kind, before[i]), kind.NewRowsLoss(), 1e-6);
                Assert.NotEqual(Naive(kind, new ParameterSnapshot(kind.Brain.Parameters)), kind.NewRowsLoss(), 1e-6);
            }
        }
    }

    [Fact]
    public void NewRowsLossIsMeasuredWithoutLearningToo()
    {
        RunOptions options = Options("forage") with { Learner = RunOptions.None, Frames = 70, ScoreFrames = LongForm.ScoreFrames };
        RunReport report = new HeadlessRunner(options).Run(TestContext.Current.CancellationToken);
        Assert.Null(report.LossLast);
        Assert.InRange(report.NewRowsLossFirst!.Value, 0.1, 2);
        Assert.InRange(report.NewRowsLossLast!.Value, 0.1, 2);
    }

    [Fact]
    public void ThereIsNoneForDiscreteActionsOrWithoutATeacher()
    {
        using SimulationRun discrete = new(Options("separate"), Driver.Brain, isLabelled: true), alone = new(Options("forage"), Driver.Brain, isLabelled: false);
        discrete.Frame.Run();
        alone.Frame.Run();
        Assert.Equal(float.NaN, discrete.Session.Kinds[0].NewRowsLoss());
        Assert.Equal(float.NaN, alone.Session.Kinds[0].NewRowsLoss());
    }

    [Fact]
    public void LookingAllocatesNothing()
    {
        using SimulationRun run = new(Options("pursuit"), Driver.Brain, isLabelled: true);
        run.Frame.Run();
        LearningTotals totals = new(run.Session);
        float sum = 0;
        AllocationProbe.AssertNone(() =>
        {
            totals.Update();
            sum += totals.NewRowsLoss + totals.Kinds.Span[1].NewRowsLoss + (float.IsNaN(totals.Loss) ? 0 : 1);
        });
        Assert.True(sum > 0);
    }

    private static RunOptions Options(string scenario) => new() { Scenario = scenario, Agents = 60, Seed = 2, Workers = 1, Set = { ["batch"] = "15" } };

    private static double Naive(AgentKind kind, ParameterSnapshot weights)
    {
        Brain brain = kind.Brain;
        Decisions decisions = brain.Decisions;
        Predictor predictor = new(brain.Policy, weights, NetworkNames.Policy);
        Matrix input = new(1, brain.Observations.Width), output = new(1, brain.Actions.Width);
        double sum = 0;
        for (int row = 0; row < decisions.Count; row++)
        {
            Assert.True(brain.Normalizer.TryNormalize(decisions.Observation(row), input.Row(0)));
            predictor.Forward(input.View, output.View);
            for (int i = 0; i < brain.Actions.Width; i++)
            {
                sum += Math.Pow(Math.Clamp(output.Row(0)[i], -1, 1) - kind.Labels.Row(row)[i], 2);
            }
        }

        return sum / decisions.Count / brain.Actions.Width;
    }
}
