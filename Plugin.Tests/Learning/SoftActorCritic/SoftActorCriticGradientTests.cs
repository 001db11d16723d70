using NeuroAgents.Activations;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.SoftActorCritic;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.SoftActorCritic;

/// <summary>Targets and gradients of one step, compared with formulas and differences in float64.</summary>
public sealed class SoftActorCriticGradientTests
{
    private const int Observations = 2, Actions = 3, Rows = 64;
    private const double Gamma = 0.5;
    private const float Temperature = 0.3f;
    private static readonly RandomSource s_random = new(1, 1);

    private static SoftActorCriticOptions Options => new()
    {
        BatchSize = Rows,
        LearnAfter = 0,
        ReplayRatio = 1,
        Gamma = Gamma,
        Temperature = Temperature,
        Tau = 1e-6f,
        Optimizer = new AdamOptions { LearningRate = 0 },
    };

    /// <summary>Four rows for each of 16 agents: the third is truncated and the fourth terminated.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void TargetsByHand(int steps, bool isTemperatureLearned)
    {
        (SoftActorCriticLearner learner, ParameterBuffer parameters, SquashedGaussianHead head) = Create(Options with { Steps = steps, IsTemperatureLearned = isTemperatureLearned });
        LearningStep step = Step(learner);
        Assert.Equal(Temperature, learner.Temperature, 1e-6);
        double loss = 0;
        HashSet<EpisodeEnd?> seen = [];
        float[] next = new float[Actions], noise = new float[Actions];
        for (int row = 0; row < Rows; row++)
        {
            (int agent, int number) = Batch.Find(learner.Drawn.Inputs.Row(row)[0]);
            int last = number < 2 ? Math.Min(number + steps - 1, 3) : number;
            double sum = 0, discount = 1;
            for (int at = number; at <= last; at++)
            {
                sum += discount * Batch.Reward(agent, at);
                discount *= Gamma;
            }

            EpisodeEnd? end = Batch.EndOf(last);
            seen.Add(end);
            float[] observation = Batch.Next(agent, last);
            SquashedGaussianHead.DrawNoise(s_random.Stream(RandomStreams.TargetNoise), (ulong)row, 0, noise);
            double logProbability = head.Squash(Forward(parameters, NetworkNames.Policy, observation), noise, next);
            double value = Math.Min(
                Forward(parameters, SoftActorCriticOptions.FirstTarget, [.. observation, .. next])[0],
                Forward(parameters, SoftActorCriticOptions.SecondTarget, [.. observation, .. next])[0]) - Temperature * logProbability;
            double expected = sum + (end == EpisodeEnd.Terminated ? 0 : discount * value);
            Assert.Equal(expected, learner.Drawn.Targets[row], 1e-4);

            // The critics learn the executed actions.
            foreach (string critic in (string[])[SoftActorCriticOptions.FirstCritic, SoftActorCriticOptions.SecondCritic])
            {
                double error = Forward(parameters, critic, [.. Batch.Observation(agent, number), .. Batch.Action(agent, number)])[0] - expected;
                loss += error * error / 2 / 2 / Rows;
            }
        }

        Assert.Equal(loss, step.Figures.ValueLoss, 1e-4 * Math.Max(1, loss));
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public void TheActorsGradientPassesThroughTheSmallerCritic()
    {
        (SoftActorCriticLearner learner, ParameterBuffer parameters, SquashedGaussianHead head) = Create(Options);
        LearningStep step = Step(learner);
        DrawnTransitions drawn = learner.Drawn;
        NetworkUpdater policy = learner.Updaters[0];
        int firsts = 0;
        Assert.Equal(Value(), step.Figures.PolicyLoss, 1e-4);
        Assert.InRange(firsts, 1, Rows - 1);
        Span<float> values = parameters.Network(NetworkNames.Policy);
        foreach (ParameterSegment segment in parameters.Layout.SegmentsOf(NetworkNames.Policy))
        {
            for (int i = 0; i < segment.Rows * segment.Columns; i++)
            {
                int place = segment.Offset + i / segment.Columns * segment.Stride + i % segment.Columns;
                double numeric = GradientCheck.Derivative(Value, parameters.Values[place], value => parameters.Values[place] = value, 1f / 128);
                Assert.Equal(numeric, policy.Gradients[place - parameters.Layout.OffsetOf(NetworkNames.Policy)], 2e-3 * Math.Max(1, Math.Abs(numeric)));
            }
        }

        double Value()
        {
            (double sum, firsts) = (0, 0);
            float[] action = new float[Actions];
            for (int row = 0; row < Rows; row++)
            {
                float[] observation = drawn.Inputs.Row(row)[..Observations].ToArray();
                double logProbability = head.Squash(Forward(parameters, NetworkNames.Policy, observation), drawn.Noise.Row(row), action);
                float first = Forward(parameters, SoftActorCriticOptions.FirstCritic, [.. observation, .. action])[0];
                float second = Forward(parameters, SoftActorCriticOptions.SecondCritic, [.. observation, .. action])[0];
                firsts += first < second ? 1 : 0;
                sum += Temperature * logProbability - Math.Min(first, second);
            }

            return sum / Rows;
        }
    }

    [Fact]
    public void TheTemperaturesGradientIsTheLackOfEntropy()
    {
        (SoftActorCriticLearner learner, _, _) = Create(Options with { TargetEntropy = -0.5 });
        LearningStep step = Step(learner);
        double mean = learner.Drawn.LogProbabilities.Average(value => (double)value);
        Assert.Equal(-(mean - 0.5 * Actions), learner.Updaters[3].Gradients[0], 1e-5);
        Assert.Equal(-mean, step.Figures.Entropy, 1e-5);
        Assert.Equal(Temperature, step.Figures.Temperature, 1e-6);
    }

    /// <summary>q1, q2, the policy, then ln α with both target critics: no gradient reaches another network.</summary>
    [Fact]
    public void EachPartOfAStepChangesItsOwnNetworkAlone()
    {
        (SoftActorCriticLearner learner, ParameterBuffer parameters, _) = Create(Options with { Optimizer = new AdamOptions { LearningRate = 1e-2 } });
        List<string> changed = [];
        float[][] before = Networks();
        for (bool isFinished = false; !isFinished;)
        {
            isFinished = learner.Advance(StepPart.Slice, out _);
            float[][] now = Networks();
            string names = string.Join("+", parameters.Layout.Networks.Where((_, i) => !before[i].SequenceEqual(now[i])));
            if (names.Length > 0 && (changed.Count == 0 || changed[^1] != names))
            {
                changed.Add(names);
            }

            before = now;
        }

        Assert.Equal(["q1", "q2", "policy", "temperature", "q1_target+q2_target"], changed.SelectMany(each => each == "q1_target+q2_target+temperature" ? ["temperature", "q1_target+q2_target"] : (string[])[each]));
        Assert.NotEqual(parameters.Network(SoftActorCriticOptions.FirstCritic).ToArray(), parameters.Network(SoftActorCriticOptions.SecondCritic).ToArray());

        float[][] Networks() => [.. parameters.Layout.Networks.Select(network => parameters.Network(network).ToArray())];
    }

    [Fact]
    public void TargetCriticsFollowByTheirShare()
    {
        const float Tau = 0.25f;
        (SoftActorCriticLearner learner, ParameterBuffer parameters, _) = Create(Options with { Tau = Tau, Optimizer = new AdamOptions { LearningRate = 1e-2 } });
        float[] before = parameters.Network(SoftActorCriticOptions.SecondTarget).ToArray();
        Step(learner);
        float[] critic = parameters.Network(SoftActorCriticOptions.SecondCritic).ToArray(), after = parameters.Network(SoftActorCriticOptions.SecondTarget).ToArray();
        Assert.NotEqual(before, after);
        for (int i = 0; i < before.Length; i++)
        {
            Assert.Equal(before[i] + Tau * (critic[i] - before[i]), after[i]);
        }
    }

    private static LearningStep Step(SoftActorCriticLearner learner)
    {
        Assert.True(learner.Status.IsReady);
        Assert.True(learner.Advance(StepPart.Rest, out LearningStep step));
        Assert.True(step.IsApplied);
        Assert.False(learner.Status.IsReady);
        return step;
    }

    private static (SoftActorCriticLearner Learner, ParameterBuffer Parameters, SquashedGaussianHead Head) Create(SoftActorCriticOptions options)
    {
        SquashedGaussianHead head = (SquashedGaussianHead)options.CreateHead(new ActionShape(Actions, []));
        Sequential policy = Sequential.Perceptrons(Observations, [6], head.OutputWidth, Activation.Tanh);
        ParameterBuffer parameters = new(new ParameterLayout([new(NetworkNames.Policy, policy), .. options.Networks(policy).Select(each => KeyValuePair.Create(each.Name, each.Program))]));
        parameters.Initialize(new RandomSource(4, 4));
        SoftActorCriticLearner learner = new(options, new LearnerContext(parameters, new ObservationNormalizer([-1, -1], [1, 1]), head, s_random));
        learner.Record(new Batch());

        // The slow copies differ from the critics, and the second critic from the first.
        RandomSource random = new(5, 5);
        foreach (string network in (string[])[SoftActorCriticOptions.FirstTarget, SoftActorCriticOptions.SecondTarget])
        {
            foreach (ref float value in parameters.Network(network))
            {
                value *= random.Uniform((ulong)network.Length, (ulong)(value * 1e6f + 1e6f), 0.5f, 1.5f);
            }
        }

        return (learner, parameters, head);
    }

    private static float[] Forward(ParameterBuffer parameters, string network, float[] input)
    {
        Sequential program = parameters.Layout.Program(network);
        Matrix inputs = new(1, program.Inputs), outputs = new(1, program.Outputs);
        input.CopyTo(inputs.Row(0));
        new Predictor(program, new ParameterSnapshot(parameters), network).Forward(inputs.View, outputs.View);
        return outputs.Row(0).ToArray();
    }

    /// <summary>Sixteen agents of four transitions each. The first observation tells agent and number.</summary>
    private sealed class Batch : IExperienceBatch
    {
        private const int Length = 4;

        public int Count => 16 * Length;

        internal static float[] Observation(int agent, int number) => [(agent * Length + number) / 128f, number / 8f];

        internal static float[] Next(int agent, int number) => [0.5f - agent / 64f, -number / 8f];

        internal static float[] Action(int agent, int number) => [agent / 16f - 0.5f, number / 4f, -number / 8f];

        internal static float Reward(int agent, int number) => 0.1f * agent + number;

        internal static EpisodeEnd? EndOf(int number) => number switch { 2 => EpisodeEnd.Truncated, 3 => EpisodeEnd.Terminated, _ => null };

        internal static (int Agent, int Number) Find(float observation) => ((int)(observation * 128) / Length, (int)(observation * 128) % Length);

        public ulong Agent(int row) => (1UL << 32) | (uint)(row / Length);

        public EpisodeEnd? End(int row) => EndOf(row % Length);

        public long Transition(int row) => row % Length;

        public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
        {
            ExperienceColumn.Observation => Observation(row / Length, row % Length),
            ExperienceColumn.Action => Action(row / Length, row % Length),
            ExperienceColumn.Reward => new float[] { Reward(row / Length, row % Length) },
            ExperienceColumn.NextObservation => Next(row / Length, row % Length),
            _ => default,
        };
    }
}
