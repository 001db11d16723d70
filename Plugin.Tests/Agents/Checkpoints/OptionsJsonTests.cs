using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Agents.Checkpoints;

public sealed class OptionsJsonTests
{
    [Fact]
    public void KeysMissingInTheJsonKeepTheirDefaults()
    {
        BrainOptions read = Brain("""{ "hidden": [8] }"""), defaults = new();
        Assert.Equal([8], read.Hidden);
        Assert.Equal(defaults.Learner, read.Learner);
        Assert.Equal((defaults.Activation, defaults.AgentCapacity), (read.Activation, read.AgentCapacity));
        Assert.Equal([64, 64], Brain("{}").Hidden);
        Assert.Equal(new PluginOptions(), StrictJson.Read("{}", OptionsJson.Plugin, "plugin.json"));
        Assert.Equal(new PluginOptions { Seed = ulong.MaxValue }, StrictJson.Read("""{ "seed": 18446744073709551615 }""", OptionsJson.Plugin, "plugin.json"));
    }

    [Fact]
    public void LearnersAndOptimizersAreChosenByType()
    {
        BrainOptions read = Brain("""
            { "activation": "tanh", "agent_capacity": 10,
              "learner": { "type": "imitation", "batch_size": 64, "optimizer": { "momentum": 0.9, "type": "sgd", "nesterov": true } } }
            """);
        Assert.Same(Activation.Tanh, read.Activation);
        ImitationOptions learner = Assert.IsType<ImitationOptions>(read.Learner);
        Assert.Equal((64, 65_536), (learner.BatchSize, learner.ReplayCapacity));
        Assert.Equal(new SgdOptions { Momentum = 0.9, Nesterov = true }, learner.Optimizer);
        Assert.Equal(new AdamOptions { LearningRate = 0.5 }, Optimizer("""{ "type": "adam", "learning_rate": 0.5 }"""));
        Assert.Null(Brain("""{ "learner": null }""").Learner);
    }

    [Fact]
    public void TrainingOptionsAreRead()
    {
        TrainerOptions trainer = StrictJson.Read("""{ "loss": "huber", "optimizer": { "type": "lion" }, "seed": 4 }""", OptionsJson.Trainer, "trainer.json");
        Assert.Equal(("huber", 4ul), (trainer.Loss.Name, trainer.Seed));
        Assert.IsType<LionOptions>(trainer.Optimizer);
        FitOptions fit = StrictJson.Read("""{ "batch_size": 0, "metrics": ["accuracy"] }""", OptionsJson.Fit, "fit.json");
        Assert.Equal((FitOptions.AllRows, 1, "accuracy"), (fit.BatchSize, fit.Epochs, fit.Metrics[0]));
        EarlyStoppingOptions stopping = StrictJson.Read("""{ "mode": "max", "patience": 3 }""", OptionsJson.EarlyStopping, "stop.json");
        Assert.Equal(new EarlyStoppingOptions { Mode = MonitorMode.Maximum, Patience = 3 }, stopping);
        Assert.Equal(0.1, StrictJson.Read("{}", OptionsJson.ReduceLearningRateOnPlateau, "reduce.json").Factor);
        Assert.Throws<OptionsFormatException>(() => StrictJson.Read("""{ "mode": "mx" }""", OptionsJson.EarlyStopping, "stop.json"));
    }

    [Theory]
    [InlineData("""{ "hiden": [8] }""", "hiden", "hidden")]
    [InlineData("""{ "Hidden": [8] }""", "Hidden", "hidden")]
    [InlineData("""{ "learner": { "type": "imitation", "batchsize": 1 } }""", "batchsize", "batch_size")]
    [InlineData("""{ "learner": { "type": "imitation", "optimizer": { "type": "adam", "learnig_rate": 1 } } }""", "learnig_rate", "learning_rate")]
    [InlineData("""{ "learner": { "type": "imitation", "optimizer": { "type": "adm" } } }""", "adm", "adam")]
    [InlineData("""{ "learner": { "type": "imitaton" } }""", "imitaton", "imitation")]
    public void AMisspeltKeyIsRefusedWithTheClosestKey(string json, string wrong, string closest)
    {
        OptionsFormatException error = Assert.Throws<OptionsFormatException>(() => Brain(json));
        Assert.Equal(closest, error.Closest);
        Assert.Contains(wrong, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("guards.json: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "activation": "rleu" }""", "activation")]
    [InlineData("""{ "activation": 5 }""", "activation")]
    [InlineData("""{ "activation": null }""", "activation")]
    [InlineData("""{ "hidden": null }""", "hidden")]
    [InlineData("""{ "hidden": [8.5] }""", "hidden")]
    [InlineData("""{ "learner": { "batch_size": 5 } }""", "learner")]
    [InlineData("""{ "learner": { "type": "imitation", "optimizer": null } }""", "optimizer")]
    [InlineData("""{ "agent_capacity": 99999999999 }""", "agent_capacity")]
    [InlineData("""{ "observations": {} }""", "observations")]
    public void AWrongValueIsRefusedWithItsPlace(string json, string place)
        => Assert.Contains(place, Assert.Throws<OptionsFormatException>(() => Brain(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void OptionsFromJsonMakeABrain()
    {
        BrainOptions options = Brain("""{ "hidden": [5], "learner": { "type": "imitation", "batch_size": 4, "replay_capacity": 8 } }""") with
        {
            Observations = new ObservationSpec().Add("x", 0, 1),
            Actions = ActionSpec.Continuous("y"),
        };
        using NeuroPlugin plugin = new(StrictJson.Read("""{ "seed": 3 }""", OptionsJson.Plugin, "plugin.json"));
        Assert.Equal(1 * 5 + 5 + 5 * 1 + 1, plugin.AddBrain("guards", options).Policy.ParameterCount);
    }

    private static BrainOptions Brain(string json) => StrictJson.Read(json, OptionsJson.Brain, "guards.json");

    private static OptimizerOptions Optimizer(string json)
        => ((ImitationOptions)Brain($$"""{ "learner": { "type": "imitation", "optimizer": {{json}} } }""").Learner!).Optimizer;
}
