using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Evaluating;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>Published tasks that the learners solve in few steps. <c>scores</c> measures the rest.</summary>
public sealed class LearnedTaskTests(ITestOutputHelper output)
{
    /// <summary>Tuning seeds, because the seeds of the published scores are used for nothing else.</summary>
    public static TheoryData<ulong> Seeds => LongForm.IsOn ? [101, 102, 103] : [101];

    public static IEnumerable<TheoryDataRow<string, string, string, int, double, ulong>> Tasks =>
        from task in ((string, string, string, int, double)[])
        [
            ("basic", RunOptions.Ppo, "published", 50_000, 0.925),
            ("basic", RunOptions.Dqn, LearnerProfile.Game, 20_000, 0.925),
            ("simple", RunOptions.Ppo, "published", 3000, 0.9),
            ("cartpole", RunOptions.Ppo, "zoo", 100_000, 475),
            ("cartpole", RunOptions.Pqn, "cleanrl", 200_000, 475),
        ]
        from seed in Seeds
        select new TheoryDataRow<string, string, string, int, double, ulong>(task.Item1, task.Item2, task.Item3, task.Item4, task.Item5, seed.Data);

    [Theory]
    [MemberData(nameof(Tasks))]
    public void ATaskIsSolved(string task, string learner, string profile, int steps, double solved, ulong seed)
    {
        RunOptions options = new() { Scenario = task, Learner = learner, Profile = profile, Workers = 1, Agents = LearnerProfile.Load(task, learner, profile).Agents };
        SeedScore score = new LearnerScores(options, steps, [seed]).Run(_ => { }, (_, _) => { }, TestContext.Current.CancellationToken).Seeds[0];
        output.WriteLine(FormattableString.Invariant($"training {score.TrainReturn:F2}, greedy {score.GreedyReturn:F2}, {score.Seconds:F1} s"));
        Assert.True(score.GreedyReturn >= solved, $"expected at least {solved}, received {score.GreedyReturn}");
    }
}
