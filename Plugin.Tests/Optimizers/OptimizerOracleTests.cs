using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Optimizers;

/// <summary>Twenty steps of each rule on changing gradients against float64.</summary>
public sealed class OptimizerOracleTests
{
    private const int Length = 48;
    private const double Within = 2e-6;

    [Fact]
    public void Sgd() => Compare(new SgdOptions { LearningRate = 0.1 }, new NaiveOptimizer.GradientDescent(0.1));

    [Theory]
    [InlineData(0.05, 0.9, false)]
    [InlineData(0.05, 0.9, true)]
    [InlineData(0.01, 0.5, true)]
    [InlineData(0.01, 1, false)]
    public void Momentum(double rate, double momentum, bool nesterov) => Compare(
        new SgdOptions { LearningRate = rate, Momentum = momentum, Nesterov = nesterov }, new NaiveOptimizer.Momentum(rate, momentum, nesterov, Length));

    [Theory]
    [InlineData(0.001, 0.9, 0.999, 1e-7)]
    [InlineData(0.1, 0.8, 0.99, 1e-3)]
    [InlineData(0.01, 0, 0.999, 1e-8)]
    [InlineData(0.01, 0.9, 0, 1e-8)]
    public void Adam(double rate, double beta1, double beta2, double epsilon) => Compare(
        new AdamOptions { LearningRate = rate, Beta1 = beta1, Beta2 = beta2, Epsilon = epsilon }, new NaiveOptimizer.Adam(rate, beta1, beta2, epsilon, Length));

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(0.9, true, true)]
    [InlineData(0.5, true, false)]
    [InlineData(0, false, false)]
    public void RmsProp(double momentum, bool centered, bool inside) => Compare(
        new RmsPropOptions { LearningRate = 0.01, Momentum = momentum, Centered = centered, EpsilonInsideRoot = inside, Epsilon = 1e-3 },
        new NaiveAdaptive.RmsProp(0.01, 0.9, momentum, 1e-3, inside, centered));

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0, false)]
    public void Adagrad(double start, bool inside) => Compare(
        new AdagradOptions { LearningRate = 0.05, InitialAccumulator = start, EpsilonInsideRoot = inside, Epsilon = 1e-3 },
        new NaiveAdaptive.Adagrad(0.05, start, 1e-3, inside));

    [Fact]
    public void Adadelta() => Compare(new AdadeltaOptions { LearningRate = 1, Rho = 0.9, Epsilon = 1e-3 }, new NaiveAdaptive.Adadelta(1, 0.9, 1e-3));

    [Fact]
    public void Adamax() => Compare(new AdamaxOptions { LearningRate = 0.02 }, new NaiveAdaptive.Adamax(0.02, 0.9, 0.999, 1e-7));

    [Theory]
    [InlineData(1)]
    [InlineData(0.004)]
    public void Nadam(double decay) => Compare(
        new NadamOptions { LearningRate = 0.02, MomentumDecay = decay }, new NaiveAdaptive.Nadam(0.02, 0.9, 0.999, 1e-7, decay));

    [Fact]
    public void AmsGrad() => Compare(
        new AdamOptions { LearningRate = 0.02, Beta2 = 0.5, AmsGrad = true }, new NaiveAdaptive.AmsGrad(0.02, 0.9, 0.5, 1e-7));

    [Fact]
    public void AdamW() => Compare(
        new AdamWOptions { LearningRate = 0.02, WeightDecay = 0.1 }, new NaiveAdaptive.Decayed(new NaiveOptimizer.Adam(0.02, 0.9, 0.999, 1e-7, Length), 0.002));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(3, 0.1, 0.05, 0.2)]
    public void Ftrl(double l1, double l2, double shrinkage, double beta) => Compare(
        new FtrlOptions
        {
            LearningRate = 0.1, L1RegularizationStrength = l1, L2RegularizationStrength = l2, L2ShrinkageRegularizationStrength = shrinkage, Beta = beta,
        },
        new NaiveAdaptive.Ftrl(0.1, 0.1, l1, l2, shrinkage, beta));

    [Fact]
    public void Lion() => Compare(new LionOptions { LearningRate = 0.01 }, new NaiveAdaptive.Lion(0.01, 0.9, 0.99));

    [Fact]
    public void ALearningRateSetBetweenStepsCounts()
    {
        Optimizer optimizer = new SgdOptions { LearningRate = 0.5 }.Create(16);
        float[] weights = new float[16], gradients = new float[16];
        Array.Fill(gradients, 1f);
        optimizer.Step(weights, gradients);
        optimizer.LearningRate = 0.25;
        optimizer.Step(weights, gradients);
        Assert.All(weights, weight => Assert.Equal(-0.75f, weight));
        Assert.Equal(2, optimizer.Steps);
    }

    [Fact]
    public void OptionsChangedAfterwardsDoNotCount()
    {
        AdamOptions options = new() { LearningRate = 0.1 };
        Optimizer early = options.Create(16), reference = new AdamOptions { LearningRate = 0.1 }.Create(16);
        options.Beta1 = 0;
        options.Epsilon = 100;
        float[] a = new float[16], b = new float[16], gradients = [.. Enumerable.Range(1, 16).Select(i => i / 7f)];
        for (int step = 0; step < 3; step++)
        {
            early.Step(a, gradients);
            reference.Step(b, gradients);
        }

        Assert.True(Matrices.SameBits(a, b));
    }

    [Fact]
    public void AdamsFirstStepIsTheLearningRateWhateverTheScale()
    {
        foreach (float scale in (float[])[1e-3f, 1, 1e6f])
        {
            float[] weights = new float[16], gradients = new float[16];
            Array.Fill(gradients, scale);
            new AdamOptions { LearningRate = 0.1, Epsilon = 1e-12 }.Create(16).Step(weights, gradients);
            Assert.All(weights, weight => Assert.Equal(-0.1, weight, 1e-6));
        }
    }

    [Fact]
    public void ZeroGradientsOfPaddingMoveNothing()
    {
        foreach (OptimizerOptions rule in OptimizerTests.Rules.Select(row => row.Data))
        {
            Optimizer optimizer = rule.Create(16);
            float[] weights = new float[16], gradients = new float[16];
            gradients[3] = 5;
            for (int step = 0; step < 50; step++)
            {
                optimizer.Step(weights, gradients);
            }

            Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(i == 3, weights[i] != 0));
        }
    }

    private static void Compare(OptimizerOptions options, NaiveOptimizer oracle)
    {
        Optimizer optimizer = options.Create(Length);
        RandomSource random = new(5, 0);
        float[] weights = [.. Enumerable.Range(0, Length).Select(i => random.Normal((ulong)i, 1000))];
        double[] expected = [.. weights.Select(weight => (double)weight)];
        for (int step = 0; step < 20; step++)
        {
            float[] gradients = [.. Enumerable.Range(0, Length).Select(i => random.Normal((ulong)i, (ulong)step) * (1 + i))];
            optimizer.Step(weights, gradients);
            oracle.Step(expected, [.. gradients.Select(gradient => (double)gradient)]);
            Tolerance.AssertWithin(Within, [.. weights.Select(weight => (double)weight)], expected, $"{options.GetType().Name}, step {step}");
        }
    }
}
