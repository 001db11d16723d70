using System.Text;
using CsCheck;
using NeuroAgents.Serialization;
using Xunit;

namespace NeuroAgents.Tests.Serialization;

public class StrictJsonReadingTests
{
    private const string Everything = """
        {
          "frames": 100, "limit": 2.5, "budget": "00:00:00.002", "scenario": "tag", "comment": null, "draw": false, "mode": "Always",
          "hidden": [32], "rewards": { "food": 2, "a b": -1 },
          "learner": {
            "batch_size": 64, "dropout": 0,
            "optimizer": { "momentum": 0.5, "type": "sgd", "learning_rate": 0.125 },
            "others": [ { "type": "adam" }, { "beta1": 0.5, "type": "adam" } ]
          }
        }
        """;

    private static readonly Gen<char> s_character = Gen.OneOf(Gen.Char, Gen.Char["{}[]\",:0123456789-.e\\u/ntfls "]);

    [Fact]
    public void EveryValueArrives()
    {
        var options = Read(Everything);
        Assert.Equal(
            (100, 2.5, "tag", null, false, SampleMode.Always),
            (options.Frames, options.Limit, options.Scenario, options.Comment, options.Draw, options.Mode));
        Assert.Equal(TimeSpan.FromMilliseconds(2), options.Budget);
        Assert.Equal([32], options.Hidden);
        Assert.Equal(new Dictionary<string, float> { ["food"] = 2, ["a b"] = -1 }, options.Rewards);
        Assert.Equal((64, 0f), (options.Learner.BatchSize, options.Learner.Dropout));
        Assert.Equal(new SampleSgdOptions { Momentum = 0.5f, LearningRate = 0.125f }, options.Learner.Optimizer);
        Assert.Equal([new SampleAdamOptions(), new SampleAdamOptions { Beta1 = 0.5f }], options.Learner.Others);
    }

    [Fact]
    public void MissingKeysKeepTheirDefaults()
    {
        var options = Read("{}");
        Assert.Equal(
            (600, null, "forage", "none", true, SampleMode.FirstFrame),
            (options.Frames, options.Limit, options.Scenario, options.Comment, options.Draw, options.Mode));
        Assert.Equal(TimeSpan.FromMilliseconds(1.5), options.Budget);
        Assert.Equal([64, 64], options.Hidden);
        Assert.Equal(1, options.Rewards["food"]);
        Assert.Equal(new SampleLearnerOptions().Optimizer, options.Learner.Optimizer);
    }

    [Fact]
    public void NestedDefaultsSurviveToo()
    {
        var learner = Read("""{"learner":{"dropout":0.25,"optimizer":{"beta2":0.5,"type":"adam"}}}""").Learner;
        Assert.Equal((256, 0.25f), (learner.BatchSize, learner.Dropout));
        Assert.Equal(new SampleAdamOptions { Beta2 = 0.5f }, learner.Optimizer);
    }

    [Fact]
    public void AByteOrderMarkIsSkipped()
    {
        Assert.Equal(1, Read("\uFEFF{\"frames\":1}").Frames);
        Assert.Equal(1, StrictJson.Read(Encoding.UTF8.GetBytes("\uFEFF{\"frames\":1}"), SampleJson.Default.SampleRunOptions, "f").Frames);
    }

    /// <summary>Any content is either read or refused by an <see cref="OptionsFormatException"/> with a message of one line.</summary>
    [Fact]
    public void MutatedOptionsAreReadOrRefused() =>
        Gen.Select(Gen.Int[0, Everything.Length - 1], Gen.Int[0, 12], s_character).Array[1, 3].Sample(edits =>
        {
            var text = new StringBuilder(Everything);
            foreach (var (place, removed, inserted) in edits)
            {
                int at = Math.Min(place, text.Length - 1);
                text.Remove(at, Math.Min(removed, text.Length - at)).Insert(at, inserted);
            }

            try
            {
                Assert.NotNull(Read(text.ToString()));
            }
            catch (OptionsFormatException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        }, iter: 5000);

    private static SampleRunOptions Read(string json) => StrictJson.Read(json, SampleJson.Default.SampleRunOptions, "f");
}
