using NeuroAgents.Learning;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Scenarios;
using NeuroAgents.Tests.Support;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>A run whose learner reports figures beyond the loss.</summary>
internal static class ReportingRun
{
    /// <summary>Step n, from 1 on, has the loss 0.5, the policy loss n, the entropy 2 if n is odd, and an infinite divergence.</summary>
    internal static RunOptions Options(int frames)
    {
        ScriptedLearnerOptions learner = new()
        {
            Prepare = each => each.Work = _ =>
            {
                int step = each.RevealedAtStep.Count + 1;
                each.Figures = new LearningFigures { Loss = 0.5f, PolicyLoss = step, Entropy = step % 2 == 1 ? 2 : float.NaN, KullbackLeibler = float.PositiveInfinity };
            },
        };
        return new RunOptions
        {
            Catalogue = new ScenarioCatalogue([new TinyScenario(learner: learner)]), Scenario = "tiny", Agents = 20, Seed = 3, Workers = 1, Frames = frames, ScoreFrames = 30,
        };
    }
}
