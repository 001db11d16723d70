using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Optimizers;

/// <summary>Properties of every optimizer: state in archives, names in JSON, clipping, penalties, decay.</summary>
public sealed class OptimizerTests
{
    public static TheoryData<OptimizerOptions> Rules =>
    [
        new SgdOptions(), new SgdOptions { Momentum = 0.9 }, new SgdOptions { Momentum = 0.9, Nesterov = true }, new RmsPropOptions(),
        new RmsPropOptions { Centered = true, Momentum = 0.5 }, new AdagradOptions(), new AdadeltaOptions { LearningRate = 1 }, new AdamOptions(),
        new AdamOptions { AmsGrad = true }, new AdamWOptions(), new AdamaxOptions(), new NadamOptions(), new FtrlOptions(), new LionOptions(),
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void ARestoredStateContinuesWithTheSameBits(OptimizerOptions options)
    {
        Optimizer first = options.Create(32), second = options.Create(32);
        float[] a = [.. Enumerable.Range(0, 32).Select(i => i * 0.1f)];
        Run(first, a, 0, 5);
        first.LearningRate = 0.0123;
        TensorArchive archive = new();
        first.Save(archive);
        float[] b = [.. a];
        Run(second, b, 50, 3);
        a.CopyTo(b, 0);
        second.Load(archive);
        Assert.Equal((5L, 0.0123), (second.Steps, second.LearningRate));
        Run(first, a, 5, 5);
        Run(second, b, 5, 5);
        Assert.True(Matrices.SameBits(a, b));
        if (archive.Names.Count > 3)
        {
            Assert.Throws<ArchiveFormatException>(() => options.Create(48).Load(archive));
        }

        Assert.Throws<ArchiveFormatException>(() => second.Load(archive, "other"));
        Assert.Throws<ArchiveFormatException>(() => (first is Lion ? new AdamOptions().Create(32) : new LionOptions().Create(32)).Load(archive));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void AParabolaIsDescended(OptimizerOptions options)
    {
        options = options with { LearningRate = options is AdadeltaOptions or AdagradOptions ? 1 : 0.01 };
        Optimizer optimizer = options.Create(16);
        float[] w = new float[16], g = new float[16];
        w[3] = 1;
        for (int step = 0; step < 2000; step++)
        {
            g[3] = w[3] - 0.3f;
            optimizer.Step(w, g);
        }

        Assert.Equal(0.3, w[3], 0.05);
    }

    [Theory]
    [InlineData("sgd", typeof(SgdOptions))]
    [InlineData("rmsprop", typeof(RmsPropOptions))]
    [InlineData("adagrad", typeof(AdagradOptions))]
    [InlineData("adadelta", typeof(AdadeltaOptions))]
    [InlineData("adam", typeof(AdamOptions))]
    [InlineData("adamw", typeof(AdamWOptions))]
    [InlineData("adamax", typeof(AdamaxOptions))]
    [InlineData("nadam", typeof(NadamOptions))]
    [InlineData("ftrl", typeof(FtrlOptions))]
    [InlineData("lion", typeof(LionOptions))]
    public void JsonNamesEachOne(string name, Type type)
    {
        string json = $$"""{ "learner": { "type": "imitation", "optimizer": { "type": "{{name}}", "learning_rate": 0.5, "global_clip_norm": 2 } } }""";
        BrainOptions read = StrictJson.Read(json, OptionsJson.Brain, "test");
        OptimizerOptions options = ((ImitationOptions)read.Learner!).Optimizer;
        Assert.IsType(type, options);
        OptimizerOptions expected = (OptimizerOptions)Activator.CreateInstance(type)!;
        Assert.Equal(expected with { LearningRate = 0.5, GlobalClipNorm = 2 }, options);
        Assert.Equal(name == "adamw" ? "adam" : name, options.Create(16).Name);
    }

    [Fact]
    public void GradientsAreClippedByValueNormAndGlobalNorm()
    {
        float[] g = new float[32];
        (g[0], g[1], g[16]) = (3, -4, 12);
        Assert.Equal((-2.5f, 2.5f, -2.5f), Moved(new SgdOptions { LearningRate = 1, ClipValue = 2.5 }));
        Assert.Equal((-3f / 13, 4f / 13, -12f / 13), Moved(new SgdOptions { LearningRate = 1, GlobalClipNorm = 1 }));
        Assert.Equal((-3f, 4f, -12f), Moved(new SgdOptions { LearningRate = 1, GlobalClipNorm = 14 }));
        Assert.Equal((-0.6f, 0.8f, -1f), Moved(new SgdOptions { LearningRate = 1, ClipNorm = 1 }));
        Assert.Throws<InvalidOperationException>(() => new SgdOptions { ClipNorm = 1 }.Create(32).Step(g, g));
        Assert.Throws<ArgumentException>(() => new SgdOptions { ClipNorm = 1, ClipValue = 1 }.Validate());
        Assert.Throws<ArgumentException>(() => new SgdOptions().Create(32).SetTensors([0, 8]));
        Assert.Throws<ArgumentException>(() => new SgdOptions().Create(32).SetTensors([16]));
        Assert.Throws<ArgumentException>(() => new SgdOptions().Create(32).SetTensors([0, 32]));

        (float, float, float) Moved(SgdOptions options)
        {
            float[] w = new float[32];
            Optimizer optimizer = options.Create(32);
            optimizer.SetTensors([0, 16]);
            optimizer.Step(w, g);
            return (MathF.Round(w[0], 5) == MathF.Round(-3f / 13, 5) ? -3f / 13 : w[0], MathF.Round(w[1], 5) == MathF.Round(4f / 13, 5) ? 4f / 13 : w[1],
                MathF.Round(w[16], 5) == MathF.Round(-12f / 13, 5) ? -12f / 13 : w[16]);
        }
    }

    [Fact]
    public void PenaltiesGoThroughTheGradientAndDecayDoesNot()
    {
        Assert.Equal((1.5f, -0.5f, 0f), After(new SgdOptions { LearningRate = 1, L1 = 0.5 }));
        Assert.Equal((1f, -0.5f, 0f), After(new SgdOptions { LearningRate = 1, L2 = 0.25 }));
        Assert.Equal((1.5f, -0.75f, 0f), After(new SgdOptions { LearningRate = 0.5, WeightDecay = 0.5 }));

        // Adam's step is the rate whatever the gradient's size, so an L2 penalty moves it by the rate, decay by its share.
        Assert.Equal(1.9, After(new AdamOptions { LearningRate = 0.1, L2 = 0.25 }).First, 1e-5);
        Assert.Equal(1.8, After(new AdamOptions { LearningRate = 0.1, WeightDecay = 1 }).First, 1e-5);

        static (float First, float, float) After(OptimizerOptions options)
        {
            float[] w = new float[16];
            (w[0], w[1]) = (2, -1);
            options.Create(16).Step(w, new float[16]);
            return (w[0], w[1], w[2]);
        }
    }

    [Fact]
    public void FtrlMakesWeightsExactlyZero()
    {
        Optimizer optimizer = new FtrlOptions { LearningRate = 0.1, L1RegularizationStrength = 1 }.Create(16);
        float[] w = new float[16], g = new float[16];
        (g[0], g[1]) = (0.1f, 5);
        optimizer.Step(w, g);
        Assert.Equal(0, w[0]);
        Assert.True(w[1] < 0);
    }

    private static void Run(Optimizer optimizer, float[] weights, int from, int steps)
    {
        for (int step = from; step < from + steps; step++)
        {
            optimizer.Step(weights, [.. Enumerable.Range(0, weights.Length).Select(i => (float)Math.Sin(i * 1.7 + step))]);
        }
    }
}
