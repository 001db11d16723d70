using System.Net;
using NeuroAgents.Activations;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>Examples in the documentation of types: their code is compiled here and works as stated.</summary>
public sealed class CodeExampleTests
{
    private const string Comment = "/// ";

    /// <summary>Each paragraph of an example stands word for word, at any indentation, in a file of the tests.</summary>
    [Theory]
    [InlineData("Plugin/Inference/Predictor.cs", "PredictionExample.cs")]
    [InlineData("Plugin/Training/FitOptions.cs", "PredictionExample.cs")]
    [InlineData("Plugin/Serialization/StrictJson.cs", "OwnOptionsExample.cs")]
    public void TheExampleIsCompiled(string documented, string source)
    {
        string text = Flat(File.ReadAllLines(Path.Combine(Page.Root, "Plugin.Tests", "Examples", source)));
        string[] paragraphs = Flat(Code(Path.Combine(Page.Root, documented))).Split("\n\n");
        Assert.All(paragraphs, paragraph => Assert.Contains(paragraph, text, StringComparison.Ordinal));
    }

    [Fact]
    public void TheFitConvergesAndThePredictorReadsItsSnapshot()
    {
        Matrix inputs = Matrices.Normal(50, 2, 1), targets = new(50, 1), before = new(50, 1), outputs = new(50, 1);
        for (int row = 0; row < 50; row++)
        {
            targets.Row(row)[0] = 2 * inputs.Row(row)[0] - inputs.Row(row)[1];
        }

        TrainingData data = new(inputs, targets);
        TrainerOptions options = new() { Loss = new MeanSquaredError(), Optimizer = new SgdOptions { LearningRate = 0.1 } };
        Trainer trainer = new(Sequential.Perceptrons(2, [], 1, Activation.Identity), options);
        trainer.Predict(inputs.View, before.View);
        PredictionExample.Predict(trainer, data, inputs, outputs);
        Assert.False(Matrices.SameBits(before.Row(0).ToArray(), outputs.Row(0).ToArray()));
        Assert.Equal(StopReason.GradientTolerance, PredictionExample.Fit(trainer, data).StopReason);
    }

    [Fact]
    public void AMisspeltOptionIsRefusedWithTheClosestName()
    {
        Assert.Equal((25, 2), (OwnOptionsExample.Read("""{ "range": 25 }""").Range, OwnOptionsExample.Read("{}").Hidden.Length));
        Assert.Equal(
            "turret.json: top level: expected the keys range, hidden, received the unknown key \"rnage\". Did you mean \"range\"?",
            Assert.Throws<OptionsFormatException>(() => OwnOptionsExample.Read("""{ "rnage": 25 }""")).Message);
    }

    private static IEnumerable<string> Code(string path)
        => File.ReadLines(path).Select(line => line.Trim()).SkipWhile(line => !line.Contains("<code>", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.Contains("</code>", StringComparison.Ordinal))
            .Select(line => WebUtility.HtmlDecode(line.Length > Comment.Length ? line[Comment.Length..] : ""));

    private static string Flat(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()));
}
