using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Simulation.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Forage;

/// <summary>Food and hazards that are placed and removed during a run.</summary>
public sealed class PlacementTests
{
    private static readonly RunOptions s_bare = new() { Agents = 20, Seed = 5, Workers = 2, Set = { ["food"] = "0", ["hazards"] = "0" } };
    private static readonly RunOptions s_usual = new() { Agents = 60, Seed = 5, Workers = 2 };
    private static readonly QueryDescription s_food = new QueryDescription().WithAll<Food, Position>();
    private static readonly QueryDescription s_hazards = new QueryDescription().WithAll<Hazard, Position>();

    [Fact]
    public void PlacedFoodIsSeenAndEatenAndGrowsElsewhere()
    {
        using SimulationRun run = s_bare.Play(1);
        (float x, float y) = PlaceOf(run, row: 3);
        run.Session.Feature<IPlacement>()!.Place(PlacedThing.Food, x, y);
        Assert.Equal(1, run.World.CountEntities(in s_food));
        Assert.Equal(0, run.Session.Score);
        run.Frame.Run();
        Assert.True(run.Session.Score > 0);
        Assert.Equal(1, Meals(run));
        run.Play(40);

        (Food item, Position place) = Assert.Single(AllFood(run));
        Assert.True(item.Generation >= 1);
        Assert.NotEqual((x, y), (place.X, place.Y));
    }

    [Fact]
    public void FoodOutOfReachIsSensedBeforeItIsEaten()
    {
        using SimulationRun run = s_bare.Play(1);
        int nearness = run.Session.Brain.Observations.Columns.ToList().FindIndex(column => column.Name == "nearest_food.nearness");
        (float x, float y) = PlaceOf(run, row: 3);
        run.Session.Feature<IPlacement>()!.Place(PlacedThing.Food, Inside(x + 2, run.Session.Side), y);
        run.Frame.Run();
        Assert.Equal(1 - 2 / 8f, run.Session.Brain.Decisions.Observation(3)[nearness], 0.02f);
    }

    [Fact]
    public void APlacedHazardDrainsUntilItIsRemoved()
    {
        using SimulationRun run = s_bare.Play(1), calm = s_bare.Play(1);
        (float x, float y) = PlaceOf(run, row: 3);
        IPlacement placement = run.Session.Feature<IPlacement>()!;
        placement.Place(PlacedThing.Hazard, x, y);
        run.Frame.Run();
        calm.Frame.Run();
        Entity hurt = run.Session.Roster.Entities[3];
        Assert.Equal(calm.World.Get<Energy>(calm.Session.Roster.Entities[3]).Value - 10f / 60, run.World.Get<Energy>(hurt).Value, 0.02f);
        float hurtEnergy = run.World.Get<Energy>(hurt).Value;
        Assert.Equal(PlacedThing.Hazard, placement.Remove(x, y, 0.5f));
        run.Frame.Run();
        Assert.InRange(hurtEnergy - run.World.Get<Energy>(run.Session.Roster.Entities[3]).Value, 0.9f / 60, 1.6f / 60);
    }

    [Fact]
    public void TheNearestFoodIsRemovedBeforeAHazardAndNothingOutOfReach()
    {
        using SimulationRun run = s_bare.Play(0);
        IPlacement placement = run.Session.Feature<IPlacement>()!;
        placement.Place(PlacedThing.Hazard, 10, 10);
        placement.Place(PlacedThing.Food, 10, 10.4f);
        placement.Place(PlacedThing.Food, 10, 10.2f);
        Assert.Equal(PlacedThing.Food, placement.Remove(10, 10, 0.5f));
        (Food item, Position place) = Assert.Single(AllFood(run));
        Assert.Equal((0, 10.4f), (item.Index, place.Y));
        Assert.Equal(PlacedThing.Food, placement.Remove(10, 10, 0.5f));
        Assert.Equal(PlacedThing.Hazard, placement.Remove(10, 10, 0.5f));
        Assert.Null(placement.Remove(10, 10, 0.5f));
        run.Frame.Run();
    }

    /// <summary>Distances are measured across the seam.</summary>
    [Fact]
    public void ThingsAreRemovedAcrossTheSeam()
    {
        using SimulationRun run = s_bare.Play(0);
        IPlacement placement = run.Session.Feature<IPlacement>()!;
        placement.Place(PlacedThing.Food, run.Session.Side - 0.1f, 5);
        Assert.Equal(PlacedThing.Food, placement.Remove(0.1f, 5, 0.3f));
    }

    [Theory]
    [InlineData(-0.1f, 5)]
    [InlineData(5, 1e9f)]
    [InlineData(float.NaN, 5)]
    public void APlaceOutsideTheWorldIsRefused(float x, float y)
    {
        using SimulationRun run = s_bare.Play(0);
        IPlacement placement = run.Session.Feature<IPlacement>()!;
        Assert.Throws<ArgumentException>(() => placement.Place(PlacedThing.Food, x, y));
        Assert.Throws<ArgumentException>(() => placement.Remove(x, y, 1));
        Assert.Equal(0, run.World.CountEntities(in s_food));
    }

    /// <summary>The same calls in the same frames give the same bits for any number of workers, and a run saved after them continues with the same bits.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARunWithPlacedThingsRepeatsAndIsSaved(bool isBare)
    {
        RunOptions options = isBare ? s_bare : s_usual;
        using SimulationRun first = options.Play(30), second = (options with { Workers = 1 }).Play(30);
        Rearrange(first);
        Rearrange(second);
        using TemporaryFolder folder = new();
        SavedRun.Save(first, options, folder["run"]);
        using SimulationRun resumed = SavedRun.Load(folder["run"]).Resume(options);
        foreach (SimulationRun run in (SimulationRun[])[first, second, resumed])
        {
            run.Play(200);
        }

        Assert.Equal((first.StateHash(), first.BrainHash()), (second.StateHash(), second.BrainHash()));
        Assert.Equal((first.StateHash(), first.BrainHash()), (resumed.StateHash(), resumed.BrainHash()));
        Assert.Equal(first.World.CountEntities(in s_hazards), resumed.World.CountEntities(in s_hazards));
        Assert.Equal(AllFood(first).Select(food => food.Place), AllFood(resumed).Select(food => food.Place));
    }

    [Fact]
    public void OtherScenariosHaveNothingToPlace()
        => Assert.All(ScenarioCatalogue.Standard.All, scenario =>
        {
            using SimulationRun run = new RunOptions { Scenario = scenario.Name, Agents = 10, Workers = 1 }.Play(0);
            Assert.Equal(scenario.GetType().Namespace == typeof(NeuroAgents.Simulation.Scenarios.Forage.ForagePlacement).Namespace, run.Session.Feature<IPlacement>() is not null);
        });

    private static void Rearrange(SimulationRun run)
    {
        IPlacement placement = run.Session.Feature<IPlacement>()!;
        placement.Place(PlacedThing.Hazard, 3, 3);
        for (int i = 0; i < 12; i++)
        {
            placement.Place(PlacedThing.Food, 1 + i, 7);
        }

        placement.Place(PlacedThing.Hazard, 12, 12);
        placement.Remove(3, 3, 1);
        placement.Remove(4, 7, 0.2f);
        placement.Remove(9, 9, 20);
    }

    private static float Inside(float at, float side) => at >= side ? at - side : at;

    private static (float X, float Y) PlaceOf(SimulationRun run, int row)
    {
        Position place = run.World.Get<Position>(run.Session.Roster.Entities[row]);
        return (place.X, place.Y);
    }

    private static int Meals(SimulationRun run)
    {
        int meals = 0;
        foreach (Entity entity in run.Session.Roster.Entities)
        {
            meals += run.World.Get<Meals>(entity).Count;
        }

        return meals;
    }

    private static List<(Food Item, Position Place)> AllFood(SimulationRun run)
    {
        List<(Food Item, Position Place)> found = [];
        foreach (ref Chunk chunk in run.World.Query(in s_food))
        {
            for (int i = 0; i < chunk.Count; i++)
            {
                found.Add((chunk.GetSpan<Food>()[i], chunk.GetSpan<Position>()[i]));
            }
        }

        Assert.Equal(Enumerable.Range(0, found.Count), found.Select(food => food.Item.Index).Order());
        return [.. found.OrderBy(food => food.Item.Index)];
    }
}
