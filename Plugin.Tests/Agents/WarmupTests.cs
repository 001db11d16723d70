using NeuroAgents.Agents;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Agents;

public sealed class WarmupTests
{
    /// <summary>The warm-up uses small minibatches, and fewer of them if they are slow. Otherwise the warm-up of a large brain would take minutes.</summary>
    [Theory]
    [InlineData(0, 400)]
    [InlineData(400, 10)]
    public void StepsHaveFewRowsAndSlowOnesAreFew(double stepMilliseconds, int steps)
    {
        ManualClock clock = new();
        List<ScriptedLearner> made = [];
        using NeuroPlugin plugin = new(null, clock);
        plugin.AddBrain("wide", Game.Options() with
        {
            Learner = new ScriptedLearnerOptions
            {
                Prepare = learner =>
                {
                    learner.BatchSize = 4096;
                    learner.Work = share => clock.Milliseconds += share * stepMilliseconds;
                    made.Add(learner);
                },
            },
        });
        plugin.Awake();
        Assert.Equal([(4096, 0), (256, steps)], made.Select(learner => (learner.BatchSize, learner.RevealedAtStep.Count)));
    }
}
