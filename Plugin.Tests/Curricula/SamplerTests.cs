using NeuroAgents.Curricula;
using NeuroAgents.Numerics;
using Xunit;

namespace NeuroAgents.Tests.Curricula;

/// <summary>Draws of parameters: their distributions, and the keys that they depend on.</summary>
public sealed class SamplerTests
{
    private const string Uniform = """{ "sampler": { "type": "uniform", "minimum": 2, "maximum": 6 } }""";
    private const string Gaussian = """{ "sampler": { "type": "gaussian", "mean": 3, "deviation": 0.5, "minimum": 2.5, "maximum": 4 } }""";
    private const string Choices = """{ "sampler": { "type": "choices", "values": [ 1, 2, 4, 2 ] } }""";
    private static readonly RandomSource s_random = new(seed: 9, stream: 4);

    [Fact]
    public void DrawsFollowTheirFormulas()
    {
        for (ulong episode = 0; episode < 50; episode++)
        {
            Assert.Equal(2 + 4.0 * s_random.Uniform(8, episode), new UniformSampler { Minimum = 2, Maximum = 6 }.Draw(s_random, 8, episode));
            Assert.Equal(3 + 0.5 * s_random.Normal(8, episode), new GaussianSampler { Mean = 3, Deviation = 0.5 }.Draw(s_random, 8, episode));
            Assert.Equal(Math.Clamp(3 + 0.5 * s_random.Normal(8, episode), 2.5, 4), new GaussianSampler { Mean = 3, Deviation = 0.5, Minimum = 2.5, Maximum = 4 }.Draw(s_random, 8, episode));
            Assert.Equal(((double[])[1, 2, 4])[(int)(s_random.Uniform(8, episode) * 3)], new ChoiceSampler { Values = [1, 2, 4] }.Draw(s_random, 8, episode));
        }
    }

    [Theory]
    [InlineData(Uniform, 2, 6, 4, 1.1547)]
    [InlineData(Choices, 1, 4, 2.25, 1.0897)]
    [InlineData(Gaussian, 2.5, 4, 3.038, 0.422)]
    public void DrawsHaveTheirRangeMeanAndDeviation(string lesson, double lowest, double highest, double mean, double deviation)
    {
        CurriculumParameter parameter = Parameter(lesson);
        double[] draws = [.. Enumerable.Range(0, 20_000).Select(episode => (double)parameter.Value(3, (ulong)episode))];
        Assert.Equal((lowest, highest), (parameter.Lesson.Lowest, parameter.Lesson.Highest));
        Assert.Equal(lowest, draws.Min(), 0.01);
        Assert.Equal(highest, draws.Max(), 0.01);
        Assert.True(draws.Min() >= lowest && draws.Max() <= highest);
        Assert.Equal(mean, draws.Average(), 0.03);
        Assert.Equal(deviation, Math.Sqrt(draws.Average(draw => (draw - draws.Average()) * (draw - draws.Average()))), 0.02);
    }

    /// <summary>A draw depends on agent, episode, seed and name; not on earlier draws, the lesson's number or other parameters.</summary>
    [Fact]
    public void DrawsAreKeyedByAgentEpisodeSeedAndName()
    {
        CurriculumParameter parameter = Parameter(Uniform);
        float draw = parameter.Value(3, 10);
        Assert.NotEqual(draw, parameter.Value(3, 11));
        Assert.NotEqual(draw, parameter.Value(4, 10));
        Assert.Equal(draw, parameter.Value(3, 10));
        Assert.NotEqual(draw, CurriculumTests.Read($$"""{ "a": [ {{Uniform}} ] }""", seed: 6).Find("a")!.Value(3, 10));
        Curriculum both = CurriculumTests.Read($$"""{ "Z": [ {{Gaussian}} ], "b": [ {{Uniform}} ], "a": [ {{Uniform}} ] }""");
        Assert.Equal(draw, both.Find("a")!.Value(3, 10));
        Assert.NotEqual(draw, both.Find("b")!.Value(3, 10));
    }

    /// <summary>The options that a curriculum was created from may change afterwards.</summary>
    [Fact]
    public void LessonsAreCopied()
    {
        UniformSampler sampler = new() { Minimum = 1, Maximum = 1 };
        Curriculum curriculum = new(new Dictionary<string, IReadOnlyList<Lesson>> { ["a"] = [new Lesson { Sampler = sampler }] }, seed: 1);
        sampler.Maximum = 50;
        Assert.Equal(1, curriculum.Find("a")!.Value(1, 1));
        Assert.Equal("a: lesson 1 of 1, 1 to 1", $"{curriculum.Find("a")}");
        Assert.Null(curriculum.Find("b"));
    }

    private static CurriculumParameter Parameter(string lesson) => CurriculumTests.Read($$"""{ "a": [ {{lesson}} ] }""").Find("a")!;
}
