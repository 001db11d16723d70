using NeuroAgents.Activations;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Optimizers;
using NeuroAgents.Policies;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Learning.Imitation;

public sealed class ImitationLearnerTests
{
    private const int Rows = 512;
    private readonly RandomSource _random = new(31, 0);

    [Fact]
    public void ALinearTeacherIsLearnedExactly()
    {
        ImitationLearner learner = Create([], out ParameterBuffer parameters);
        Record(learner, Linear);
        float last = Train(learner, 1500);
        Assert.InRange(last, 0, 1e-6f);

        // Observations reach the network normalised from 0…10 to −1…1.
        double[] weights = Workbench.Dense(parameters, parameters.Layout.Segments[0]);
        Tolerance.AssertWithin(1e-2, weights, [1, -0.5, 0.5, 0], "weights");
    }

    [Fact]
    public void ANonlinearTeacherNeedsHiddenLayers()
    {
        ImitationLearner deep = Create([32, 32], out _), shallow = Create([], out _);
        Record(deep, Nonlinear);
        Record(shallow, Nonlinear);
        float deepLoss = Train(deep, 2000), shallowLoss = Train(shallow, 2000);
        Assert.InRange(deepLoss, 0, 0.02f);
        Assert.True(shallowLoss > 10 * deepLoss, $"{shallowLoss} without hidden layers, {deepLoss} with them");
    }

    /// <summary>Labels of other rows don't generalise: predictions on fresh rows of the true teacher are no better than guesses.</summary>
    [Fact]
    public void ShuffledLabelsTeachNothing()
    {
        double honest = FreshError(shuffled: false), shuffled = FreshError(shuffled: true);
        Assert.InRange(honest, 0, 0.05);
        Assert.True(shuffled > 0.9, $"{shuffled} of the labels' variance is left");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AZeroLearningRateLeavesTheWeightsBits(bool adam)
    {
        OptimizerOptions optimizer = adam ? new AdamOptions { LearningRate = 0 } : new SgdOptions { LearningRate = 0, Momentum = 0.9 };
        ImitationLearner learner = Create([8], out ParameterBuffer parameters, optimizer);
        Record(learner, Linear);
        float[] before = parameters.Values.ToArray();
        Train(learner, 20);
        Assert.True(Matrices.SameBits(before, parameters.Values));
        Assert.Contains(learner.Updaters[0].Gradients.ToArray(), gradient => gradient != 0);
    }

    /// <summary>With fixed weights, only the drawn rows can change the loss.</summary>
    [Fact]
    public void EachStepDrawsOtherRows()
    {
        ImitationLearner learner = Create([8], out _, new SgdOptions { LearningRate = 0 });
        Record(learner, Linear);
        Assert.Equal(20, Enumerable.Range(0, 20).Select(_ => learner.Step().Loss).Distinct().Count());
    }

    [Fact]
    public void TheLearnerIsReadyOnceItHasAMinibatch()
    {
        ImitationLearner learner = Create([4], out _);
        for (int i = 0; i < 31; i++)
        {
            learner.Record([1, 2], [0, 0]);
            }

        Assert.False(learner.Status.IsReady);
        Assert.Contains("expected at least 32 labelled rows, received 31", Assert.Throws<InvalidOperationException>(() => learner.Step()).Message,
            StringComparison.Ordinal);
        learner.Record([1, 2], [0, 0]);
        Assert.True(learner.Status.IsReady);
        Assert.Equal(32, learner.Step().Samples);
        Assert.Equal(1, learner.Updaters[0].Optimizer.Steps);
    }

    [Fact]
    public void WidthsAndOptionsAreChecked()
    {
        ImitationLearner learner = Create([4], out _);
        Assert.Throws<ArgumentException>(() => learner.Record([1], [0, 0]));
        Assert.Throws<ArgumentException>(() => learner.Record([1, 2], [0]));
        Assert.Equal("batch: expected 2 values of Label, received 1 in row 0. (Parameter 'batch')", Assert.Throws<ArgumentException>(() => learner.Record([1, 2], [0])).Message);
        Assert.Equal(0, learner.Replay.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImitationOptions { BatchSize = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImitationOptions { BatchSize = 100, ReplayCapacity = 99 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImitationOptions { Optimizer = new SgdOptions { LearningRate = double.NaN } }.Validate());
        Assert.Throws<ArgumentNullException>(() => new ImitationOptions { Optimizer = null! }.Validate());
    }

    private static float[] Linear(float x, float y) => [(x - 5) / 5 + 0.5f * (y - 5) / 5, -0.5f * (x - 5) / 5];

    private static float[] Nonlinear(float x, float y) => [(x - 5) * (y - 5) / 10, Math.Abs(x - 5) / 2 - 1];

    private ImitationLearner Create(int[] hidden, out ParameterBuffer parameters, OptimizerOptions? optimizer = null)
    {
        Sequential policy = Sequential.Perceptrons(2, hidden, 2, Activation.Tanh);
        parameters = new ParameterBuffer(new ParameterLayout([new(NetworkNames.Policy, policy)]));
        parameters.Initialize(_random);
        LearnerContext context = new(parameters, new ObservationNormalizer([0, 0], [10, 10]), new ContinuousHead(2), _random);
        ImitationOptions options = new() { BatchSize = 32, ReplayCapacity = Rows, Optimizer = optimizer ?? new AdamOptions { LearningRate = 0.01 } };
        return new ImitationLearner(options, context);
    }

    private void Record(ImitationLearner learner, Func<float, float, float[]> teacher, int labelsFrom = 0)
    {
        for (int i = 0; i < Rows; i++)
        {
            float[] seen = Seen(i), other = Seen((i + labelsFrom) % Rows);
            learner.Record(seen, teacher(other[0], other[1]));
        }
    }

    private float[] Seen(int row) => [_random.Uniform((ulong)row, 100, 0, 10), _random.Uniform((ulong)row, 101, 0, 10)];

    /// <summary>Trains, and returns the mean loss of the last tenth of the steps.</summary>
    private static float Train(ImitationLearner learner, int steps)
    {
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            learner.Updaters[0].Optimizer.LearningRate *= step == steps * 3 / 4 ? 0.1 : 1;
            float loss = learner.Step().Loss;
            sum += step >= steps * 9 / 10 ? loss : 0;
        }

        return (float)(sum / (steps - steps * 9 / 10));
    }

    /// <summary>Returns the mean squared error on unseen rows as a share of the labels' variance.</summary>
    private double FreshError(bool shuffled)
    {
        ImitationLearner learner = Create([8], out ParameterBuffer parameters);
        Record(learner, Linear, shuffled ? 17 : 0);
        Train(learner, 800);
        NaiveNetwork network = NaiveNetwork.From(Sequential.Perceptrons(2, [8], 2, Activation.Tanh), parameters.Values);
        double error = 0, variance = 0;
        for (int row = 0; row < Rows; row++)
        {
            float[] seen = Seen(row + 10_000), label = Linear(seen[0], seen[1]);
            double[,] predicted = network.Forward(new[,] { { seen[0] / 5.0 - 1, seen[1] / 5.0 - 1 } });
            for (int column = 0; column < 2; column++)
            {
                error += Math.Pow(predicted[0, column] - label[column], 2);
                variance += Math.Pow(label[column], 2);
            }
        }

        return error / variance;
    }
}
