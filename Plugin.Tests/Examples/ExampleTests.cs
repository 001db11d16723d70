using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using NeuroAgents.Training;
using NeuroAgents.Viewer.Scripting;
using Xunit;

namespace NeuroAgents.Tests.Examples;

/// <summary>The samples of the documentation behave as their pages describe. <see cref="PageTests"/> checks that pages and samples are the same.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void TheFirstAgentsLearn()
    {
        (float first, float last) = FirstAgentsExample.Play(frames: 400);
        Assert.True(last < 0.1f * first, $"loss {first} at first, {last} at last");
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

    /// <summary>A coin is about eight steps away: the best return is near 0.92.</summary>
    [Fact]
    public void TheRewardSampleLearnsWithinAMinuteOfTheGame()
    {
        using CoinGame game = new(collectors: 64);
        for (int frame = 0; frame < 3600; frame++)
        {
            game.FixedUpdate(1f / 60);
            game.LateUpdate();
        }

        Assert.InRange(game.Return, 0.88, 1);
    }

    [Fact]
    public void TheWarmStartSampleGoesOnWhereTheTaughtBrainStands()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 3, Workers = 1 });
        BrainOptions options = new() { Observations = new ObservationSpec().Add("player.x", -10, 10), Actions = ActionSpec.Continuous("walk.x") };
        Brain taught = plugin.AddBrain("guards", options);
        AgentHandle[] agents = [taught.Spawn(), taught.Spawn()];
        for (int frame = 0; frame < 300; frame++)
        {
            taught.Teach([frame % 20 - 9.5f], [frame % 20 < 10 ? -0.5f : 0.5f]);
            plugin.LateUpdate();
        }

        Brain guards = WarmStartExample.LearnOn(plugin, taught, options, agents);
        guards.Acting = ActingMode.Greedy;
        Assert.All(agents, agent => Assert.True(guards.IsAlive(agent)));
        Decisions decisions = guards.BeginDecisions(agents);
        (decisions.Observation(0)[0], decisions.Observation(1)[0]) = (-5, 5);
        guards.Decide();
        (float left, float right) = (guards.Action(agents[0])[0], guards.Action(agents[1])[0]);
        Assert.True(left < -0.2f && right > 0.2f, $"{left} and {right}");
    }

    [Fact]
    public void TheRecordedHandsTeachAnotherGame()
    {
        using TemporaryFolder folder = new();
        using NeuroPlugin plugin = new(), other = new();
        BrainOptions options = new() { Observations = RecordingExample.Remember(), Actions = ActionSpec.Continuous("turn") };
        Brain played = plugin.AddBrain("played", options), taught = other.AddBrain("taught", options);
        AgentHandle agent = played.Spawn();
        RecordingExample.Record(played, folder["hands"], () =>
        {
            played.BeginDecisions([agent]).Observation(0).Fill(0.5f);
            played.Decide();
            played.Acted(agent, [0.25f]);
            plugin.LateUpdate();
        });
        RecordingExample.Learn(taught, folder["hands"]);
        for (int frame = 0; frame < 200; frame++)
        {
            other.LateUpdate();
        }

        AgentHandle pupil = taught.Spawn();
        taught.BeginDecisions([pupil]).Observation(0).Fill(0.5f);
        taught.Decide();
        Assert.Equal(0.25f, taught.Action(pupil)[0], 0.01f);
    }

    /// <summary>Two classes: inside and outside a circle.</summary>
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
    public void TheBudgetSampleLearnsAndReportsRefusedRows()
    {
        List<string> log = [];
        (NeuroPlugin plugin, Brain guards) = BudgetExample.Create(log);
        // A cold first step takes many budgets, and a piece of work that seems too long waits for many frames.
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
    public void TheSampleOfBirthsAndDeathsLearnsToAgreeWithTheTeacher()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 2, Workers = 1 });
        Brain brain = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("player.x", -10, 10), Actions = ActionSpec.Discrete(new ActionBranch("step", "left", "right")),
        });
        AgentHandle[] agents = [.. Enumerable.Range(0, 40).Select(_ => brain.Spawn())];
        int agreed = 0;
        for (int frame = 0; frame < 300; frame++)
        {
            Decisions decisions = brain.BeginDecisions(agents);
            int[] taught = new int[agents.Length], health = new int[agents.Length];
            for (int i = 0; i < agents.Length; i++)
            {
                float x = (i * 7 + frame * 3) % 20 - 9.5f;
                decisions.Observation(i)[0] = x;
                (taught[i], health[i]) = (x > 0 ? 1 : 0, (i + frame) % 25);
            }

            brain.Decide();
            agreed = LivesExample.Teach(brain, agents, decisions, taught);
            LivesExample.Replace(brain, agents, health);
            plugin.LateUpdate();
        }

        Assert.InRange(agreed, 38, 40);
        Assert.Equal((40, 0), (brain.AgentCount, brain.Statistics.RefusedLabels));
    }

    [Fact]
    public void TheHybridSampleDecidesAndIsTaught()
    {
        using NeuroPlugin plugin = new();
        (float turn, int weapon) = DiscreteExample.Shoot(plugin);
        Assert.InRange(turn, -1, 1);
        Assert.InRange(weapon, 0, 2);
        plugin.LateUpdate();
        Assert.Equal(0, plugin.Brains[0].Statistics.RefusedLabels);
    }

    [Fact]
    public void TheSavedBrainSampleOpensAGamesBrain()
    {
        using TemporaryFolder folder = new();
        using NeuroPlugin plugin = new(), other = new();
        plugin.AddBrain("guards", SavedBrainExample.ReadOptions("""{ "hidden": [16], "dropout": 0.1 }""")).Save(folder["guards.brain"]);
        Brain guards = SavedBrainExample.Open(other, folder["guards.brain"]);
        Assert.Null(guards.Learner);
        Assert.True(Matrices.SameBits(plugin.Brains[0].Parameters.Values.ToArray(), guards.Parameters.Values.ToArray()));
    }

    [Fact]
    public void TheOptionsOfThePageAreRead()
    {
        BrainOptions options = SavedBrainExample.ReadOptions(Page.Read("Plugin/README.md").Blocks.Single(block => block.Language == "json").Code);
        options.Validate();
        Assert.Equal([64, 64], options.Hidden);
    }

    [Fact]
    public void TheScriptOfThePageIsRead()
    {
        string script = Page.Read("Viewer/README.md").Blocks.Single(block => block.Language == "text").Code.TrimEnd('\n');
        Assert.Equal(script.Split('\n').Length, InputScript.Parse("README.md", script.Split('\n')).Steps.Count);
    }

    [Fact]
    public void TheSavedGameSampleContinues()
    {
        using TemporaryFolder folder = new();
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 1 }), other = new(new PluginOptions { Seed = 1 });
        Brain guards = plugin.AddBrain("guards", SavedBrainExample.ReadOptions("{}")), loaded = other.AddBrain("guards", SavedBrainExample.ReadOptions("{}"));
        AgentHandle[] saved = [guards.Spawn(), guards.Spawn()];
        plugin.FixedUpdate(0.02f);
        plugin.LateUpdate();
        SavedBrainExample.SaveGame(plugin, saved, [70, 90], folder["game"]);
        SavedBrainExample.LoadGame(other, loaded, out AgentHandle[] found, out int[] health, folder["game"]);
        Assert.Equal(saved.Select(agent => agent.Id), found.Select(agent => agent.Id));
        Assert.Equal([70, 90], health);
        Assert.Equal((plugin.Step, guards.AgentCount), (other.Step, loaded.AgentCount));
    }

    [Fact]
    public void ABrainWithTheLearnerSampleIsSavedAndLoaded()
    {
        using TemporaryFolder folder = new();
        using NeuroPlugin plugin = new(), other = new();
        Brain brain = plugin.AddBrain("guards", SavedBrainExample.ReadOptions("{}") with { Learner = new LinearRegressionOptions() });
        for (int frame = 0; frame < 40; frame++)
        {
            brain.Teach([frame % 20 - 10, 3], [0.1f, -0.1f]);
            plugin.LateUpdate();
        }

        brain.Save(folder["guards.brain"]);
        SavedBrain saved = SavedBrain.Load(folder["guards.brain"], LinearRegressionOptions.OwnKind);
        Brain loaded = other.AddBrain(saved.Name, saved.Options);
        Assert.True(loaded.Load(saved).IsLearnerContinued);
        Assert.IsType<LinearRegression>(loaded.Learner);
        Assert.True(brain.Statistics.LearnSteps > 0 && saved.LearnSteps == brain.Statistics.LearnSteps);
    }
}
