using NeuroAgents.Numerics;
using NeuroAgents.Policies;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Policies;

public sealed class SquashedGaussianHeadTests
{
    /// <summary>Also with more actions than are computed together.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    public void TheLogProbabilityFollowsTheFormula(int actions)
    {
        SquashedGaussianHead head = new(actions);
        float[] action = new float[actions];
        for (ulong row = 0; row < 200; row++)
        {
            float[] output = Output(actions, row), noise = Noise(actions, row);
            double expected = 0;
            for (int i = 0; i < actions; i++)
            {
                double u = output[i] + Math.Exp(output[actions + i]) * noise[i], tanh = Math.Tanh(u);
                expected += -0.5 * noise[i] * noise[i] - output[actions + i] - 0.5 * Math.Log(2 * Math.PI) - Math.Log(1 - tanh * tanh);
            }

            Assert.Equal(expected, head.Squash(output, noise, action), 2e-4 * Math.Max(1, Math.Abs(expected)));
            for (int i = 0; i < actions; i++)
            {
                Assert.Equal(Math.Tanh(output[i] + Math.Exp(output[actions + i]) * noise[i]), action[i], 1e-5);
            }
        }
    }

    /// <summary>∫ π(a) da over the actions is 1, so the term of the tanh is right.</summary>
    [Fact]
    public void TheDensityOfTheActionsIsOneInAll()
    {
        SquashedGaussianHead head = new(1);
        const float Mean = 0.4f, LogSigma = -0.3f;
        double sum = 0, step = 1e-3;
        float[] action = new float[1];
        for (double a = -1 + step / 2; a < 1; a += step)
        {
            float noise = (float)((Math.Atanh(a) - Mean) / Math.Exp(LogSigma));
            sum += step * Math.Exp(head.Squash([Mean, LogSigma], [noise], action));
            Assert.Equal(a, action[0], 1e-5);
        }

        Assert.Equal(1, sum, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    public void TheGradientIsThatOfDifferences(int actions)
    {
        const float OfLogProbability = 0.7f, Factor = -1.5f;
        SquashedGaussianHead head = new(actions);
        float[] action = new float[actions], gradient = new float[2 * actions];
        for (ulong row = 0; row < 10; row++)
        {
            float[] output = Output(actions, row), noise = Noise(actions, row), slopes = Noise(actions, row + 100);
            head.WriteGradient(output, noise, OfLogProbability, slopes, Factor, gradient);
            for (int i = 0; i < output.Length; i++)
            {
                double numeric = GradientCheck.Derivative(Value, output[i], value => output[i] = value);
                Assert.Equal(numeric, gradient[i], 2e-3 * Math.Max(1, Math.Abs(numeric)));
            }

            double Value()
            {
                double sum = OfLogProbability * (double)head.Squash(output, noise, action);
                for (int i = 0; i < actions; i++)
                {
                    sum += Factor * (double)slopes[i] * action[i];
                }

                return sum;
            }
        }
    }

    [Fact]
    public void ALogSigmaBeyondItsLimitOnlyMovesBack()
    {
        SquashedGaussianHead head = new(1);
        float[] gradient = new float[2], action = new float[1];
        foreach ((float logSigma, float ofLogProbability, bool isFree) in (ReadOnlySpan<(float, float, bool)>)[(-6, 1, true), (-6, -1, false), (3, 1, false), (3, -1, true)])
        {
            // Without noise dL/d ln σ is −dL/d ln π.
            head.WriteGradient([0.1f, logSigma], [0], ofLogProbability, [0], 1, gradient);
            Assert.Equal(isFree ? -ofLogProbability : 0, gradient[1]);
        }

        Assert.Equal(head.Squash([0.1f, -5], [0.5f], action), head.Squash([0.1f, -9], [0.5f], action));
        Assert.Equal(head.Squash([0.1f, 2], [0.5f], action), head.Squash([0.1f, float.PositiveInfinity], [0.5f], action));
        Assert.True(float.IsFinite(head.Squash([float.NegativeInfinity, 0], [1], action)));
        Assert.Equal(-1, action[0]);
    }

    [Fact]
    public void GreedyActionsAreTheMeansAndANanMakesTheActionNeutral()
    {
        SquashedGaussianHead head = new(2);
        float[] action = new float[2], sample = new float[2];
        Assert.True(head.Act([0.5f, -100, 3, -9], [], action));
        Assert.Equal(Math.Tanh(0.5), action[0], 1e-6);
        Assert.Equal(-1, action[1]);
        Assert.True(head.IsAction(action));
        foreach (float[] output in (float[][])[[float.NaN, 0, 0, 0], [0, 0, float.NaN, 0]])
        {
            (action[0], action[1]) = (1, 1);
            Assert.False(head.Act(output, [], action));
            Assert.Equal([0, 0], action);
            Assert.False(head.Sample(output, [], new RandomSource(1, 1), 1, 1, sample, action, out float logProbability));
            Assert.Equal([0, 0], sample);
            Assert.Equal(0, head.FindNaN(output, []));
            Assert.True(float.IsNaN(logProbability));
        }

        Assert.False(head.IsAction([0, 1.01f]));
        Assert.Equal(1, head.FindRefused([0, 1.01f], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquashedGaussianHead(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquashedGaussianHead(1, noisePeriod: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SquashedGaussianHead(1, -1));
    }

    [Fact]
    public void TheFirstDecisionsAreEvenDraws()
    {
        const int Rows = 20_000;
        SquashedGaussianHead head = new(1, randomDecisions: 10) { Decisions = 9 };
        float[] output = [3, -5], sample = new float[1], action = new float[1];
        double sum = 0, squares = 0;
        for (ulong row = 0; row < Rows; row++)
        {
            Assert.True(head.Sample(output, [], new RandomSource(1, 1), row, 1, sample, action, out float logProbability));
            Assert.Equal(-Math.Log(2), logProbability, 1e-6);
            Assert.True(head.IsAction(action));
            (sum, squares) = (sum + sample[0], squares + sample[0] * sample[0]);
        }

        Assert.Equal(0, sum / Rows, 0.02);
        Assert.Equal(1 / 3.0, squares / Rows, 0.01);
        head.Decisions = 10;
        head.Sample(output, [], new RandomSource(1, 1), 1, 1, sample, action, out _);
        Assert.Equal(Math.Tanh(3), action[0], 1e-2);
        Assert.Equal(sample, action);
    }

    [Fact]
    public void NoiseIsKeptForAPeriodAndDrawnByAgentAndDecision()
    {
        SquashedGaussianHead head = new(6, noisePeriod: 5), each = new(6);
        List<int> changes = [];
        float[] before = Sample(head, 12, 0);
        for (ulong step = 1; step < 25; step++)
        {
            float[] now = Sample(head, 12, step);
            Assert.Equal(before.SequenceEqual(now), changes.Count == 0 ? step < 3 : step < (ulong)changes[^1] + 5);
            if (!before.SequenceEqual(now))
            {
                changes.Add((int)step);
            }

            before = now;
        }

        Assert.Equal([3, 8, 13, 18, 23], changes);
        Assert.Equal(Sample(each, 7, 3), Sample(each, 7, 3));
        Assert.Equal(4, ((float[][])[Sample(each, 7, 3), Sample(each, 7, 4), Sample(each, 8, 3), Sample(each, 7 + (1UL << 32), 3)]).Select(values => values[0]).Distinct().Count());
        Assert.Equal(6, Sample(each, 7, 3).Distinct().Count());

        static float[] Sample(SquashedGaussianHead head, ulong id, ulong step)
        {
            float[] sample = new float[6], action = new float[6];
            Assert.True(head.Sample(new float[12], [], new RandomSource(3, 3), id, step, sample, action, out _));
            Assert.Equal(sample, action);
            return sample;
        }
    }

    private static float[] Output(int actions, ulong row)
        => [.. Matrices.Normal(1, actions, 2 * row + 1).Row(0), .. Matrices.Normal(1, actions, 2 * row + 2).Row(0).ToArray().Select(value => 0.5f * value - 0.5f)];

    private static float[] Noise(int actions, ulong row) => Matrices.Normal(1, actions, 1000 + row).Row(0).ToArray();
}
