using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Scenarios.Control;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>The returns of the scripts and of random actions, with which a learned return is compared.</summary>
public sealed class ControlBaselineTests
{
    private const int Episodes = 300;
    private static readonly Dictionary<string, IControlTask> s_tasks = new()
    {
        ["cartpole"] = new CartPole(),
        ["acrobot"] = new Acrobot(),
        ["mountain-car"] = new MountainCar(),
        ["mountain-car-continuous"] = new MountainCarContinuous(),
        ["pendulum"] = new Pendulum(),
        ["basic"] = new Basic(),
        ["simple"] = new Simple(1, 0.2f, isDiscrete: false),
        ["simple discrete"] = new Simple(1, 0.2f, isDiscrete: true),
        ["simple 2-D"] = new Simple(2, 0.2f, isDiscrete: false),
    };

    public static TheoryData<string> Tasks => [.. s_tasks.Keys];

    [Theory]
    [InlineData("cartpole", 0)]
    [InlineData("acrobot", 10)]
    [InlineData("mountain-car", 1)]
    [InlineData("mountain-car-continuous", 0.1)]
    [InlineData("pendulum", 20)]
    [InlineData("basic", 1e-5)]
    [InlineData("simple", 1e-5)]
    [InlineData("simple discrete", 1e-5)]
    [InlineData("simple 2-D", 1e-5)]
    public void ScriptsReachTheirReturns(string task, double tolerance)
        => Assert.Equal(s_tasks[task].Returns.Expert, PlayedTask.Episodes(s_tasks[task], isScripted: true, Episodes).Average(), tolerance);

    [Theory]
    [InlineData("cartpole", 2.5)]
    [InlineData("acrobot", 3)]
    [InlineData("mountain-car", 0)]
    [InlineData("mountain-car-continuous", 0.4)]
    [InlineData("pendulum", 60)]
    [InlineData("basic", 0.1)]
    [InlineData("simple", 0.2)]
    public void RandomActionsReachTheirReturns(string task, double tolerance)
        => Assert.Equal(s_tasks[task].Returns.Random, PlayedTask.Episodes(s_tasks[task], isScripted: false, Episodes).Average(), tolerance);

    [Fact]
    public void TheScriptOfCartPoleNeverFails()
        => Assert.All(PlayedTask.Episodes(s_tasks["cartpole"], isScripted: true, Episodes), sum => Assert.Equal(500, sum));

    /// <summary>First states depend on the agent and the episode alone, and differ where the task draws them.</summary>
    [Theory]
    [MemberData(nameof(Tasks))]
    public void FirstStatesAreDrawnByAgentAndEpisode(string name)
    {
        IControlTask task = s_tasks[name];
        RandomSource random = new(5, 1);
        List<string> states = [];
        foreach ((ulong agent, ulong episode) in new (ulong, ulong)[] { (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (2, 3), (3, 0), (1, 0) })
        {
            float[] state = [.. Enumerable.Repeat(9f, task.StateWidth)];
            task.Start(random, agent, episode, state);
            Assert.True(task.IsPossible(state));
            states.Add(string.Join(' ', state));
        }

        Assert.Equal(states[0], states[^1]);
        Assert.Equal(task switch { Basic => 1, Simple => 2, _ => 8 }, states.Distinct().Count());
    }
}
