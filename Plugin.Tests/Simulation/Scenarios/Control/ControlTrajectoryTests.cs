using NeuroAgents.Simulation.Scenarios.Control;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>The dynamics of the control tasks against trajectories of Gymnasium's equations in float64.</summary>
public sealed class ControlTrajectoryTests
{
    [Fact]
    public void CartPoleFollowsTheReference()
    {
        AssertRun(new CartPole(), [0.01f, -0.02f, 0.03f, 0.04f], Repeat([1, 0], 5), [0.02517077, -0.023430405, 0.016253614, 0.115669558], 10);
        AssertRun(new CartPole(), [0.01f, -0.02f, 0.03f, 0.04f], Repeat([1], 9), [0.146741837, 1.73711441, -0.170679337, -2.644492176], 9);
    }

    /// <summary>The equations in float64, with the pole's length as a variable.</summary>
    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    [InlineData(1.5f)]
    public void APoleOfAnyLengthFollowsTheEquations(float length)
    {
        float[] state = [0.01f, -0.02f, 0.03f, 0.04f];
        double x = state[0], v = state[1], angle = state[2], turning = state[3];
        for (int step = 0; step < 20; step++)
        {
            new CartPole().Step(state, [0.05f, length], [step % 3 == 0 ? 0 : 1], out float _, out bool _);
            double force = step % 3 == 0 ? -10 : 10, sine = Math.Sin(angle), cosine = Math.Cos(angle);
            double push = (force + 0.1 * length * turning * turning * sine) / 1.1;
            double turn = (9.8 * sine - cosine * push) / (length * (4 / 3.0 - 0.1 * cosine * cosine / 1.1));
            (x, v, angle, turning) = (x + 0.02 * v, v + 0.02 * (push - 0.1 * length * turn * cosine / 1.1), angle + 0.02 * turning, turning + 0.02 * turn);
        }

        Assert.Equal(x, state[0], 1e-5);
        Assert.Equal(v, state[1], 1e-4);
        Assert.Equal(angle, state[2], 1e-4);
        Assert.Equal(turning, state[3], 1e-3);
    }

    [Fact]
    public void AcrobotFollowsTheReference()
    {
        AssertRun(new Acrobot(), [0.05f, -0.03f, 0.02f, -0.01f], Repeat([2], 10), [0.045363461, 0.152978195, 0.244317082, -0.559217521], -10);
        AssertRun(new Acrobot(), [0.05f, -0.03f, 0.02f, -0.01f], Repeat([0, 2], 10), [-0.022855344, 0.045758911, 0.029139139, -0.113158537], -20);
    }

    [Fact]
    public void MountainCarFollowsTheReference()
    {
        AssertRun(new MountainCar(), [-0.5f, 0], Repeat([2], 20), [-0.367287649, 0.009535864], -20);
        AssertRun(new MountainCarContinuous(), [-0.5f, 0], Repeat([0.5f], 20), [-0.407734852, 0.006600924], -0.5);
    }

    /// <summary>The reference has a torque of 1.5, which is an action of 0.75, and does not wrap the angle.</summary>
    [Fact]
    public void PendulumFollowsTheReference()
        => AssertRun(new Pendulum(), [2.5f, 0.3f], Repeat([0.75f], 10), [3.920364975 - 2 * Math.PI, 3.380922175], -84.014253324);

    [Fact]
    public void CartPoleEndsBeyondItsAngleAndItsTrack()
    {
        AssertEnd(new CartPole(), [0, 0, 0.2094f, 0.1f], 0, isTerminated: true, reward: 1);
        AssertEnd(new CartPole(), [2.39f, 1, 0, 0], 1, isTerminated: true, reward: 1);
        AssertEnd(new CartPole(), [-2.3f, -1, 0, 0], 1, isTerminated: false, reward: 1);
    }

    [Fact]
    public void TheFreeEndOfAcrobotPassesTheLine()
    {
        AssertEnd(new Acrobot(), [2.6f, 0, 0, 0], 1, isTerminated: true, reward: 0);
        AssertEnd(new Acrobot(), [0.5f, 0, 0, 0], 1, isTerminated: false, reward: -1);
    }

    [Fact]
    public void ACarAtTheLeftEndStopsAndOneAtTheTopIsDone()
    {
        float[] state = [-1.19f, -0.05f];
        new MountainCar().Step(state, [0], out float reward, out bool isTerminated);
        Assert.Equal((-1.2f, 0f, -1f, false), (state[0], state[1], reward, isTerminated));
        AssertEnd(new MountainCar(), [0.47f, 0.05f], 2, isTerminated: true, reward: -1);
        AssertEnd(new MountainCar(), [0.43f, 0.05f], 2, isTerminated: false, reward: -1);
        AssertEnd(new MountainCarContinuous(), [0.43f, 0.05f], 1, isTerminated: true, reward: 99.9f);
    }

    [Fact]
    public void BasicRewardsItsTwoGoals()
    {
        AssertEnd(new Basic(), [16], 2, isTerminated: true, reward: 0.99f);
        AssertEnd(new Basic(), [8], 0, isTerminated: true, reward: 0.09f);
        AssertEnd(new Basic(), [8], 1, isTerminated: false, reward: -0.01f);
        float[] observation = new float[21];
        new Basic().Observe([10], observation);
        Assert.Equal((1, 10), (observation.Sum(), Array.IndexOf(observation, 1f)));
    }

    /// <summary>In two dimensions an episode ends when both positions are at an end. Each position contributes half of the final reward, so a right and a wrong end cancel out.</summary>
    [Fact]
    public void SimpleEndsWhereEveryPositionIsAtAnEnd()
    {
        Simple task = new(dimensions: 2, step: 0.8f, isDiscrete: true);
        float[] state = [0, 0, 1];
        task.Step(state, [1, 1], out float reward, out bool isTerminated);
        Assert.Equal((-0.01f, false), (reward, isTerminated));
        task.Step(state, [1, 0], out _, out isTerminated);
        Assert.False(isTerminated);
        task.Step(state, [1, 0], out reward, out isTerminated);
        Assert.False(isTerminated);
        task.Step(state, [1, 0], out reward, out isTerminated);
        Assert.Equal((0f, true), (reward, isTerminated));

        float[] other = [0, 0, -1];
        Simple continuous = new(dimensions: 2, step: 0.5f, isDiscrete: false);
        continuous.Step(other, [-1, -0.25f], out _, out _);
        Assert.Equal([-0.5f, -0.25f, -1], other);
    }

    private static IEnumerable<float> Repeat(float[] actions, int times) => Enumerable.Repeat(actions, times).SelectMany(each => each);

    private static void AssertRun(IControlTask task, float[] state, IEnumerable<float> actions, double[] expected, double expectedReturn)
    {
        (double sum, bool isTerminated) = PlayedTask.Run(task, state, actions);
        Assert.False(isTerminated);
        Assert.Equal(expectedReturn, sum, 1e-6 * Math.Max(1, Math.Abs(expectedReturn)));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], state[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    private static void AssertEnd(IControlTask task, float[] state, float action, bool isTerminated, float reward)
    {
        task.Step(state, [action], out float received, out bool hasEnded);
        Assert.Equal((isTerminated, reward), (hasEnded, received));
    }
}
