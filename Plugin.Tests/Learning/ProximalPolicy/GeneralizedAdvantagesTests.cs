using CsCheck;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;
using Xunit;
using static NeuroAgents.Tests.Learning.ProximalPolicy.TransitionBatch;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

public sealed class GeneralizedAdvantagesTests
{
    /// <summary>Compares with the definition: the mean of all n-step advantages, weighted by (1 − λ) λⁿ⁻¹, over the explicit trajectories.</summary>
    [Fact]
    public void TheSweepEqualsTheDefinitionOverRaggedFleets()
        => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 9], Gen.Int[1, 60], Gen.Int[1, 250], Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (seed, slots, frames, capacity, gamma, lambda) =>
            {
                RaggedFleet fleet = new(seed, slots, frames, capacity);
                Rollout rollout = Filled(fleet, capacity, seed);
                new GeneralizedAdvantages(gamma, lambda).Sweep(rollout);
                foreach (List<int> piece in fleet.Pieces)
                {
                    for (int t = 0; t < piece.Count; t++)
                    {
                        double expected = Definition(fleet, rollout, piece, t, gamma, lambda), value = rollout.Values[piece[t]];
                        Assert.Equal(expected, rollout.Advantages[piece[t]], 1e-4 * (1 + Math.Abs(expected)));
                        Assert.Equal(expected + value, rollout.Returns[piece[t]], 1e-4 * (1 + Math.Abs(expected)));
                    }
                }

                Assert.Equal(rollout.Count, fleet.Pieces.Sum(piece => piece.Count));
            },
            iter: 300);

    [Fact]
    public void SlicesHaveTheBitsOfTheWhole()
        => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 9], Gen.Int[1, 60], Gen.Int[1, 30]).Sample(
            (seed, slots, frames, slice) =>
            {
                RaggedFleet fleet = new(seed, slots, frames);
                int capacity = Math.Max(1, fleet.Rows.Count);
                GeneralizedAdvantages estimator = new(0.99, 0.95) { RewardDeviation = 0.7 };
                Rollout whole = Filled(fleet, capacity, seed), sliced = Filled(fleet, capacity, seed);
                estimator.Sweep(whole);
                for (int end = sliced.Count; end > 0; end -= slice)
                {
                    int first = Math.Max(0, end - slice);
                    estimator.Sweep(sliced, first, end - first);
                }

                Assert.Equal(whole.Advantages.ToArray(), sliced.Advantages.ToArray());
                Assert.Equal(whole.Returns.ToArray(), sliced.Returns.ToArray());
            },
            iter: 100);

    /// <summary>By hand: γ = λ = ½, rewards 1, 2, 3, values ½, 1, 1½, value after the last row 2. The rewards of the following episode must not count.</summary>
    [Theory]
    [InlineData(null, new[] { 1.59375f, 2.375f, 2.5f })]
    [InlineData(EpisodeEnd.Truncated, new[] { 1.59375f, 2.375f, 2.5f })]
    [InlineData(EpisodeEnd.Terminated, new[] { 1.53125f, 2.125f, 1.5f })]
    public void ATimeOutIsNoTerminalState(EpisodeEnd? end, float[] expected)
    {
        Rollout rollout = new(4, 2, 1, 0);
        rollout.Record(new TransitionBatch(new(AgentOf(1), 0, 1), new(AgentOf(1), 1, 2), new(AgentOf(1), 2, 3, end), new(AgentOf(1), end is null ? 4 : 3, 1000)));
        float[] values = [0.5f, 1, 1.5f, 500];
        values.CopyTo(rollout.Values);
        foreach (int tail in rollout.Tails)
        {
            rollout.NextValues[tail] = 2;
        }

        new GeneralizedAdvantages(0.5, 0.5).Sweep(rollout);
        Assert.Equal(expected, rollout.Advantages[..3].ToArray());
        Assert.Equal(expected.Zip(values, (advantage, value) => advantage + value), rollout.Returns[..3].ToArray());
    }

    /// <summary>The random walk over five states (Sutton, Barto, example 6.2): V(s) = (s + 1) / 6. With these exact values the mean advantage is 0 for every λ.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void ExactValuesOfARandomWalkHaveNoMeanAdvantage(double lambda)
    {
        const int Depth = 12;
        List<Transition> rows = [];
        List<int> states = [];
        List<double> chances = [];
        uint generation = 0;
        for (int start = 0; start < 5; start++)
        {
            // All walks of up to this number of steps, each as an agent of its own; longer ones are cut.
            Walk(start, []);
        }

        Rollout rollout = new(rows.Count, 2, 1, 0);
        rollout.Record(new TransitionBatch(rows));
        for (int row = 0; row < rows.Count; row++)
        {
            rollout.Values[row] = (states[row] + 1) / 6f;
        }

        foreach (int tail in rollout.Tails)
        {
            rollout.NextValues[tail] = rollout.NextObservation(tail)[0];
        }

        new GeneralizedAdvantages(1, lambda).Sweep(rollout);
        for (int start = 0; start < 5; start++)
        {
            double mean = 0, chance = 0;
            for (int row = 0; row < rows.Count; row++)
            {
                if (rows[row].Number == 0 && states[row] == start)
                {
                    mean += chances[row] * rollout.Advantages[row];
                    chance += chances[row];
                }
            }

            Assert.Equal(1, chance, 1e-12);
            Assert.Equal(0, mean, 1e-6);
        }

        void Walk(int state, List<(int State, int Next)> steps)
        {
            if (state is < 0 or > 4 || steps.Count == Depth)
            {
                generation++;
                for (int i = 0; i < steps.Count; i++)
                {
                    bool isLast = steps[i].Next is < 0 or > 4;
                    rows.Add(new Transition(AgentOf(0, generation), i, steps[i].Next == 5 ? 1 : 0, isLast ? EpisodeEnd.Terminated : null)
                    {
                        NextObservation = [(steps[i].Next + 1) / 6f, 0],
                    });
                    states.Add(steps[i].State);
                    chances.Add(Math.Pow(0.5, steps.Count));
                }

                return;
            }

            Walk(state - 1, [.. steps, (state, state - 1)]);
            Walk(state + 1, [.. steps, (state, state + 1)]);
        }
    }

    /// <summary>A corridor of five states to the right, a reward of 1 at its end: V(s) = γ⁴⁻ˢ.</summary>
    [Fact]
    public void ACorridorHasExactReturns()
    {
        Rollout rollout = new(5, 2, 1, 0);
        for (int state = 0; state < 5; state++)
        {
            rollout.Record(new TransitionBatch(new Transition(AgentOf(9), state, state == 4 ? 1 : 0, state == 4 ? EpisodeEnd.Terminated : null)));
        }

        new GeneralizedAdvantages(0.5, 1).Sweep(rollout);
        Assert.Equal([0.0625f, 0.125f, 0.25f, 0.5f, 1], rollout.Returns.ToArray());
        rollout.Returns.CopyTo(rollout.Values);
        new GeneralizedAdvantages(0.5, 0.9).Sweep(rollout);
        Assert.Equal([0, 0, 0, 0, 0], rollout.Advantages.ToArray());
    }

    [Fact]
    public void ScaledRewardsAreDividedAndLimited()
    {
        Rollout rollout = new(3, 2, 1, 0);
        rollout.Record(new TransitionBatch(new(AgentOf(1), 0, 3), new(AgentOf(2), 0, 300), new(AgentOf(3), 0, -300)));
        new GeneralizedAdvantages(1, 1) { RewardDeviation = 2 }.Sweep(rollout);
        Assert.Equal([1.5f, 10, -10], rollout.Returns.ToArray());
        Assert.Equal([3, 300, -300], rollout.Rewards.ToArray());
    }

    [Fact]
    public void OptionsAndRangesOutOfBoundsAreRefused()
    {
        Rollout rollout = new(3, 2, 1, 0);
        rollout.Record(new TransitionBatch(new Transition(AgentOf(1), 0, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedAdvantages(1.1, 1).Sweep(rollout));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedAdvantages(1, double.NaN).Sweep(rollout));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedAdvantages(1, 1).Sweep(rollout, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeneralizedAdvantages(1, 1).Sweep(rollout, -1, 1));
    }

    [Fact]
    public void MomentsAreThoseOfTheRowsInTheList()
    {
        float[] advantages = [100, 1, 2, 200, 6];
        AdvantageMoments moments = AdvantageMoments.Of(advantages, [4, 1, 2]);
        Assert.Equal((3.0, Math.Sqrt(7) + 1e-8), (moments.Mean, moments.Deviation));
        Assert.Equal((float)(3 / (Math.Sqrt(7) + 1e-8)), moments.Normalized(6));
        Assert.Equal(100, AdvantageMoments.Of(advantages, [0]).Normalized(100));
        Assert.Equal(0, AdvantageMoments.Of(advantages, [1, 1]).Normalized(1));
        Assert.Throws<ArgumentException>(() => AdvantageMoments.Of(advantages, []));
    }

    private static Rollout Filled(RaggedFleet fleet, int capacity, int seed)
    {
        Random random = new(seed ^ 1);
        Rollout rollout = new(capacity, 2, 1, 3);
        foreach (TransitionBatch batch in fleet.Batches)
        {
            rollout.Record(batch);
        }

        // Values after rows that are no tails are not read.
        rollout.NextValues.Fill(float.NaN);
        foreach (ref float value in rollout.Values)
        {
            value = 4 * random.NextSingle() - 2;
        }

        foreach (int tail in rollout.Tails)
        {
            rollout.NextValues[tail] = 4 * random.NextSingle() - 2;
        }

        return rollout;
    }

    private static double Definition(RaggedFleet fleet, Rollout rollout, List<int> piece, int t, double gamma, double lambda)
    {
        int longest = piece.Count - t;
        double sum = 0, rewards = 0;
        for (int n = 1; n <= longest; n++)
        {
            int last = piece[t + n - 1];
            rewards += Math.Pow(gamma, n - 1) * fleet.Rows[last].Reward;
            double after = n < longest ? rollout.Values[piece[t + n]] : fleet.Rows[last].End == EpisodeEnd.Terminated ? 0 : rollout.NextValues[last];
            double weight = n < longest ? (1 - lambda) * Math.Pow(lambda, n - 1) : Math.Pow(lambda, n - 1);
            sum += weight * (rewards + Math.Pow(gamma, n) * after - rollout.Values[piece[t]]);
        }

        return sum;
    }
}
