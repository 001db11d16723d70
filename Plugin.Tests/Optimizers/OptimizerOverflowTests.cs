using NeuroAgents.Optimizers;
using NeuroAgents.Schedules;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Optimizers;

/// <summary>Gradients whose squares overflow. The whole step is refused, so no rule's state is damaged.</summary>
public sealed class OptimizerOverflowTests
{
    public static TheoryData<OptimizerOptions> Rules => OptimizerTests.Rules;

    [Theory]
    [MemberData(nameof(Rules))]
    public void AGradientTooLargeChangesNothingAndLearningContinues(OptimizerOptions options)
    {
        options = options with { LearningRate = options is AdadeltaOptions or AdagradOptions ? 1 : 0.01 };
        Optimizer optimizer = options.Create(16);
        float[] w = new float[16], g = new float[16];
        w[3] = 1;
        Descend(optimizer, w, g, 3);
        float[] weights = [.. w];
        byte[] state = State(optimizer);
        foreach (float size in (float[])[1e20f, -1e20f, float.MaxValue, float.PositiveInfinity, float.NaN])
        {
            g[5] = size;
            ArithmeticException error = Assert.Throws<ArithmeticException>(() => optimizer.Step(w, g));
            Assert.Equal(FormattableString.Invariant($"gradients: expected absolute values up to 1E+19, received {size} at 5; the step was not made."), error.Message);
            Assert.False(optimizer.TryStep(w, g));
        }

        Assert.True(Matrices.SameBits(weights, w));
        Assert.Equal(state, State(optimizer));
        g[5] = 0;
        Descend(optimizer, w, g, 2000);
        Assert.Equal(0.3, w[3], 0.05);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void ClippingAcceptsLargeGradients(OptimizerOptions options)
    {
        foreach (OptimizerOptions clipping in (OptimizerOptions[])[options with { ClipValue = 1 }, options with { ClipNorm = 1 }, options with { GlobalClipNorm = 1 }])
        {
            Optimizer optimizer = clipping.Create(16);
            optimizer.SetTensors([0]);
            float[] w = new float[16], g = new float[16];
            g[3] = 1e30f;
            optimizer.Step(w, g);
            Assert.InRange(w[3], -2, -1e-7f);
            g[3] = float.PositiveInfinity;
            Assert.False(optimizer.TryStep(w, g));
        }
    }

    /// <summary>The sums of Adagrad and FTRL overflow after four steps; those of the other rules would overflow by rounding alone.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void ManyLargeGradientsLeaveTheStateFinite(OptimizerOptions options)
    {
        Optimizer optimizer = options.Create(16);
        float[] w = new float[16], g = new float[16];
        Array.Fill(g, Optimizer.LargestGradient);
        for (int step = 0; step < 2000; step++)
        {
            optimizer.Step(w, g);
        }

        AssertFinite(optimizer, w);
        Array.Fill(g, 0.1f);
        for (int step = 0; step < 50; step++)
        {
            optimizer.Step(w, g);
        }

        AssertFinite(optimizer, w);
    }

    /// <summary>A mean of squares that was limited to the largest float32 decays again.</summary>
    [Fact]
    public void AFullMeanOfSquaresComesDownAgain()
    {
        Optimizer optimizer = new RmsPropOptions { L2 = 1e20 }.Create(16);
        float[] w = new float[16], g = new float[16];
        w[3] = 10;
        optimizer.Step(w, g);
        Assert.Equal(float.MaxValue, MeanSquare());
        w[3] = 0;
        optimizer.Step(w, g);
        Assert.Equal(0.9, MeanSquare() / float.MaxValue, 1e-6);

        float MeanSquare()
        {
            TensorArchive archive = new();
            optimizer.Save(archive);
            return archive.Get<float>("optimizer/mean_square", [16])[3];
        }
    }

    [Fact]
    public void AVanishingRateLeavesFtrlsWeightsFinite()
    {
        Optimizer optimizer = new FtrlOptions { LearningRate = 1e-30 }.Create(16);
        float[] w = new float[16], g = new float[16];
        Array.Fill(w, 0.5f);
        Array.Fill(g, 1e10f);
        optimizer.Step(w, g);
        Assert.All(w, value => Assert.Equal(0.5f, value));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void ARateThatAScheduleSetsIsNotSetByHand(OptimizerOptions options)
    {
        Optimizer optimizer = (options with { Schedule = new ExponentialDecay { InitialLearningRate = 0.5, DecayRate = 1 } }).Create(16);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => optimizer.LearningRate = 0.1);
        Assert.Equal("LearningRate: expected an optimizer without a schedule, received 0.1 for one with a schedule, which sets the rate before each step.", error.Message);
        TensorArchive archive = new();
        optimizer.Step(new float[16], new float[16]);
        optimizer.Save(archive);
        optimizer.Load(archive);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    private static void Descend(Optimizer optimizer, float[] w, float[] g, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            g[3] = w[3] - 0.3f;
            optimizer.Step(w, g);
        }
    }

    private static byte[] State(Optimizer optimizer)
    {
        TensorArchive archive = new();
        optimizer.Save(archive);
        using MemoryStream stream = new();
        archive.Write(stream);
        return stream.ToArray();
    }

    private static void AssertFinite(Optimizer optimizer, float[] weights)
    {
        Assert.All(weights, value => Assert.True(float.IsFinite(value), $"{optimizer.Name}: {value}"));
        TensorArchive archive = new();
        optimizer.Save(archive);
        foreach (string name in archive.Names.Where(name => archive.TryFind(name, out ArchivedTensor? tensor) && tensor.Shape.SequenceEqual([16])))
        {
            Assert.All(archive.Get<float>(name, [16]), value => Assert.True(float.IsFinite(value), $"{name}: {value}"));
        }
    }
}
