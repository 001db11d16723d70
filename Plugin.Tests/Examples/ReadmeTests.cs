using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>What the README shows is what is compiled and run here.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("EmbeddingExample.cs")]
    [InlineData("BudgetExample.cs")]
    [InlineData("DiscreteExample.cs")]
    [InlineData("TrainingExample.cs")]
    public void TheSampleIsInTheReadme(string file)
    {
        string source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
        int start = source.IndexOf("// <sample>\n", StringComparison.Ordinal) + "// <sample>\n".Length;
        string sample = source[start..source.IndexOf("// </sample>", StringComparison.Ordinal)];
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains("```csharp\n" + sample + "```", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSampleLearns()
    {
        using GuardGame game = new(guards: 300);
        game.FixedUpdate(1f / 60);
        game.LateUpdate();
        float first = game.Loss;
        for (int frame = 0; frame < 400; frame++)
        {
            game.FixedUpdate(1f / 60);
            game.LateUpdate();
        }

        Assert.True(game.Loss < 0.1f * first, $"loss {first} at first, {game.Loss} at last");
    }

    /// <summary>Inside and outside of a circle.</summary>
    [Fact]
    public void TheTrainingSampleLearns()
    {
        Matrix inputs = Matrices.Normal(500, 2, 1), classes = new(500, 1), unseen = Matrices.Of(new double[,] { { 0, 0.1 }, { 2, 2 } });
        for (int row = 0; row < 500; row++)
        {
            classes.Row(row)[0] = inputs.Row(row)[0] * inputs.Row(row)[0] + inputs.Row(row)[1] * inputs.Row(row)[1] < 1 ? 1 : 0;
        }

        (TrainingHistory history, Matrix logits) = TrainingExample.Train(inputs, classes, unseen);
        Assert.True(history["val_accuracy"].Max() > 0.95);
        Assert.True(logits.Row(0)[1] > logits.Row(0)[0] && logits.Row(1)[0] > logits.Row(1)[1]);
    }

    [Fact]
    public void TheBudgetSampleLearnsAndTellsWhatItRefused()
    {
        List<string> log = [];
        (NeuroPlugin plugin, Brain guards) = BudgetExample.Create(log);
        // A cold first step takes many budgets, and what seems too long waits for many frames.
        for (int frame = 0; frame < 2000 && guards.Statistics.LearnSteps == 0; frame++)
        {
            guards.Teach([frame % 20 - 10, 3], [1, -1]);
            plugin.LateUpdate();
        }

        guards.Teach([float.NaN, 3], [1, -1]);
        plugin.LateUpdate();
        plugin.OnDestroy();
        Assert.True(guards.Statistics.LearnSteps > 0);
        string told = Assert.Single(log);
        Assert.StartsWith("guards: 1 observation refused: player.x: expected about ", told, StringComparison.Ordinal);
        Assert.EndsWith(", received NaN", told, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDiscreteSampleNeverFiresWithoutAmmunition()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        Brain turrets = DiscreteExample.Add(plugin);
        AgentHandle turret = turrets.Spawn();
        (int turn, int fire) = DiscreteExample.Step(turrets, turret, 0.3f, ammunition: 0);
        Assert.InRange(turn, 0, 2);
        Assert.Equal(0, fire);
    }

    [Fact]
    public void TheReadmeNamesTheTwoCommands()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains("dotnet run -c Release --project Simulation\n", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test -c Release\n", readme, StringComparison.Ordinal);
    }
}
