using NeuroAgents.Activations;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>The samples of Plugin/DEEP-LEARNING.md give the numbers on the page.</summary>
public sealed class DeepLearningTests
{
    [Fact]
    public void APerceptronIsADenseLayerOfOneUnit()
    {
        Matrix answers = DeepLearningExample.And();
        Assert.Equal([0.00f, 0.01f, 0.01f, 0.99f], Enumerable.Range(0, 4).Select(row => Rounded(answers.Row(row)[0])));
        Assert.Equal(DeepLearningExample.Perceptron([1, 1], [10, 10], -15), answers.Row(3)[0], 1e-6f);
    }

    [Theory]
    [InlineData("sigmoid", 0.12f, 0.27f, 0.5f, 0.73f, 0.88f)]
    [InlineData("tanh", -0.96f, -0.76f, 0f, 0.76f, 0.96f)]
    [InlineData("relu", 0f, 0f, 0f, 1f, 2f)]
    public void ActivationsBendTheLine(string name, params float[] values)
        => Assert.Equal(values, DeepLearningExample.Apply(Activation.FromName(name)).Row(0).ToArray().Select(Rounded));

    [Fact]
    public void TheNetworkHasThirtyThreeParameters()
        => Assert.Equal(33, DeepLearningExample.Network().ParameterCount);

    [Fact]
    public void LossSlopeAndDescentMatchThePage()
    {
        Assert.Equal(0.025f, DeepLearningExample.Loss(), 1e-6f);
        Assert.Equal(3, DeepLearningExample.Descend(), 1e-3f);
        (double slope, double measured) = DeepLearningExample.Slope();
        Assert.Equal(slope, measured, Math.Abs(slope) * 0.05);
    }

    [Fact]
    public void TwoLayersLearnXor()
    {
        (TrainingHistory history, Matrix answers) = DeepLearningExample.Xor();
        Assert.InRange(history["loss"][^1], 0, 0.0003);
        Assert.Equal([0.01f, 0.98f, 0.98f, 0.02f], Enumerable.Range(0, 4).Select(row => Rounded(answers.Row(row)[0])));
    }

    /// <summary>Minibatches need fewer epochs than gradient descent, and momentum and Adam fewer than plain steps.</summary>
    [Fact]
    public void MinibatchesAndAdamLearnTheSpiral()
    {
        static double Plain(int batchSize) => DeepLearningExample.FitSpiral(batchSize, new SgdOptions { LearningRate = 0.1 }, epochs: 50);
        double descent = Plain(FitOptions.AllRows), minibatches = Plain(32);
        Assert.True(descent < 0.7 && minibatches > 0.97, $"gradient descent {descent:f3}, minibatches {minibatches:f3}");

        Dictionary<string, double> accuracies = DeepLearningExample.Optimizers().ToDictionary(each => each.Name, each => DeepLearningExample.FitSpiral(32, each.Optimizer, epochs: 20));
        string found = string.Join(", ", accuracies.Select(each => $"{each.Key} {each.Value:f3}"));
        Assert.True(accuracies["plain"] < 0.8 && accuracies["momentum"] > 0.95 && accuracies["RMSprop"] > 0.98 && accuracies["Adam"] > 0.98, found);
    }

    [Fact]
    public void EarlyStoppingEndsTheFit()
    {
        (Matrix points, Matrix classes) = DeepLearningExample.Spiral(300);
        RandomSource random = new(3, 1);
        for (int row = 0; row < 300; row++)
        {
            classes.Row(row)[0] = random.Uniform((ulong)row, 0) < 0.2f ? 1 - classes.Row(row)[0] : classes.Row(row)[0];
        }

        List<string> said = [];
        TrainingHistory history = DeepLearningExample.Stop(new TrainingData(points, classes), said.Add);
        Assert.True(history.Epochs < 1000, Assert.Single(said));
    }

    private static float Rounded(float value) => MathF.Round(value, 2) + 0f;
}
