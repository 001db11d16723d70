using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Scenarios.Forage;
using NeuroAgents.Simulation.Spatial;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Tests.Simulation.Support;

/// <summary>An agent at a place that a test chooses.</summary>
internal sealed record PlacedAgent(float X, float Y, float HeadingX = 1, float HeadingY = 0, float VelocityX = 0, float VelocityY = 0, float Energy = 15);

/// <summary>The systems of forage over a world that a test places. Each system can be run alone.</summary>
internal sealed class ForageBench : IDisposable
{
    internal const float DeltaTime = SimulationRun.DeltaTime;

    internal ForageBench(
        PlacedAgent[] agents, (float X, float Y)[] food, (float X, float Y, float Radius)[]? hazards = null,
        double side = 32, double sight = 8, double regrow = 0.5, ulong seed = 1)
    {
        hazards ??= [];
        IReadOnlyList<Setting> settings = ScenarioCatalogue.Standard.Find("forage").Settings;
        SettingValues values = new(settings, new Dictionary<string, string>
        {
            ["area"] = Text(side * side / agents.Length),
            ["food"] = Text((double)food.Length / agents.Length),
            ["hazards"] = Text((double)hazards.Length / agents.Length),
            ["sight"] = Text(sight),
            ["regrow"] = Text(regrow),
        });
        Options = new ForageOptions(values, agents.Length);
        if (Options.Food != food.Length || Options.Hazards != hazards.Length)
        {
            throw new ArgumentException($"The settings can't give {food.Length} items of food and {hazards.Length} hazards for {agents.Length} agents.");
        }

        World = World.Create(chunkSizeInBytes: 16_384);
        Plugin = new NeuroPlugin(new PluginOptions { Seed = seed });
        Brain = Plugin.AddBrain("foragers", BrainSettings.CreateOptions(
            values, false, ForageObservations.CreateSpec(), ActionSpec.Continuous("turn", "thrust"), agents.Length));
        Place(agents, food, hazards);
        ScenarioSetup setup = new(World, Plugin, values, agents.Length, seed, DeltaTime, Driver.Brain, false, false);
        Torus torus = new(Options.Side);
        Roster = new AgentRoster(World);
        Field = new ForageField(Options, torus);
        Score = new ForageScore();
        Interact = new InteractSystem(World, Roster, Field, Options, Score, setup);
        Sense = new SenseSystem(Roster, Field, Options, Brain, Plugin.Workers);
        Move = new MoveSystem(World, torus, Roster, ForageOptions.Locomotion, DeltaTime);
        Rewards = new RewardSystem(Brain, Roster, Field, Options, Human);
        Lifecycle = new LifecycleSystem(World, Brain, Roster, Field, new ForagePopulation(World, Brain, Options, seed), setup, Rewards);
    }

    internal World World { get; }

    internal NeuroPlugin Plugin { get; }

    internal Brain Brain { get; }

    internal ForageOptions Options { get; }

    internal AgentRoster Roster { get; }

    internal ForageField Field { get; }

    internal ForageScore Score { get; }

    internal InteractSystem Interact { get; }

    internal SenseSystem Sense { get; }

    internal MoveSystem Move { get; }

    internal LifecycleSystem Lifecycle { get; }

    internal RewardSystem Rewards { get; }

    internal HumanDriver Human { get; } = new();

    /// <summary>Runs the first part of a frame: locating agents, eating and sensing.</summary>
    internal void Look()
    {
        Roster.Run(0);
        Interact.Run(0);
        Sense.Run(0);
    }

    internal float[] Observation(int row) => Brain.Decisions.Observation(row).ToArray();

    /// <summary>Food that can be eaten now, read from the store.</summary>
    internal List<(Food Item, Position Place)> AllFood()
    {
        List<(Food, Position)> found = [];
        foreach (ref Chunk chunk in World.Query(new QueryDescription().WithAll<Food, Position>()))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                found.Add((chunk.GetSpan<Food>()[i], chunk.GetSpan<Position>()[i]));
            }
        }

        return [.. found.OrderBy(each => each.Item1.Index)];
    }

    public void Dispose()
    {
        Plugin.Dispose();
        World.Destroy(World);
    }

    private void Place(PlacedAgent[] agents, (float X, float Y)[] food, (float X, float Y, float Radius)[] hazards)
    {
        for (int i = 0; i < food.Length; i++)
        {
            World.Create(new Position(food[i].X, food[i].Y), new Food(i, 0, 0));
        }

        for (int i = 0; i < hazards.Length; i++)
        {
            World.Create(new Position(hazards[i].X, hazards[i].Y), new Hazard(i, hazards[i].Radius));
        }

        foreach (PlacedAgent agent in agents)
        {
            World.Create(
                new Position(agent.X, agent.Y), new Heading(agent.HeadingX, agent.HeadingY), new Velocity(agent.VelocityX, agent.VelocityY),
                new Steering(0, 0), new Energy(agent.Energy), new Meals(0), new BrainAgent(Brain.Spawn()));
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
