using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The feature with which a person places and removes food and hazards. Numbers stay consecutive, because the thing with the last number gets the number of the removed one.</summary>
internal sealed class ForagePlacement(World world, ForageOptions options, InteractSystem interact, ulong seed) : IPlacement
{
    private static readonly QueryDescription s_food = new QueryDescription().WithAll<Food, Position>();
    private static readonly QueryDescription s_hazards = new QueryDescription().WithAll<Hazard, Position>();
    private readonly RandomSource _hazards = new(seed, ScenarioStreams.Hazards);
    private readonly Torus _torus = new(options.Side);

    public void Place(PlacedThing thing, float x, float y)
    {
        RequireInside(x, y);
        if (thing == PlacedThing.Food)
        {
            AddFood(new Position(x, y));
        }
        else
        {
            AddHazard(new Position(x, y));
        }

        interact.Gather();
    }

    public PlacedThing? Remove(float x, float y, float reach)
    {
        RequireInside(x, y);
        Candidate food = NearestFood(x, y), hazard = NearestHazard(x, y);
        if (food.Distance <= reach)
        {
            RemoveFood(food);
        }
        else if (hazard.Distance <= reach)
        {
            RemoveHazard(hazard);
        }
        else
        {
            return null;
        }

        interact.Gather();
        return food.Distance <= reach ? PlacedThing.Food : PlacedThing.Hazard;
    }

    /// <summary>Adds or removes things until the world has as many as a saved run. Called before the saved components are loaded.</summary>
    public void MatchSavedCounts(TensorArchive archive)
    {
        int food = Rows(archive, "world/food", 3), hazards = Rows(archive, "world/hazard", 2);
        while (world.CountEntities(in s_food) < food)
        {
            AddFood(default);
        }

        while (world.CountEntities(in s_food) > food)
        {
            RemoveFood(NearestFood(0, 0, hasGrown: false));
        }

        while (world.CountEntities(in s_hazards) < hazards)
        {
            AddHazard(default);
        }

        while (world.CountEntities(in s_hazards) > hazards)
        {
            RemoveHazard(NearestHazard(0, 0));
        }
    }

    /// <summary>Changes the number of hazards: adds hazards at the places that the seed gives to their numbers, or removes those with the highest numbers.</summary>
    internal void SetHazards(int count)
    {
        for (int number = world.CountEntities(in s_hazards); number < count; number++)
        {
            AddHazard(ForageWorld.Place(_hazards, number, 0, options));
        }

        for (int number = world.CountEntities(in s_hazards) - 1; number >= count; number--)
        {
            world.Destroy(FindHazard(number));
        }

        interact.Gather();
    }

    private Entity FindHazard(int number)
    {
        foreach (ref Chunk chunk in world.Query(in s_hazards))
        {
            ReadOnlySpan<Hazard> hazards = chunk.GetSpan<Hazard>()[..chunk.Count];
            for (int i = 0; i < hazards.Length; i++)
            {
                if (hazards[i].Index == number)
                {
                    return chunk.Entity(i);
                }
            }
        }

        throw new InvalidOperationException($"number: expected that of a hazard, received {number}.");
    }

    /// <summary>Reads the number of rows of a tensor.</summary>
    private static int Rows(TensorArchive archive, string tensor, int columns)
        => archive.TryFind(tensor, out ArchivedTensor? found) && found.Type == TensorType.I32 && found.Shape is [var rows, var width] && width == columns
            ? rows
            : throw new ArchiveFormatException(archive.Origin, $"tensor \"{tensor}\"", $"I32 [rows, {columns}]", found is null ? "no such tensor" : $"{found.Type} [{string.Join(", ", found.Shape.ToArray())}]");

    private void AddFood(Position place) => world.Create(place, new Food(world.CountEntities(in s_food), 0, 0));

    private void AddHazard(Position place)
    {
        int number = world.CountEntities(in s_hazards);
        world.Create(place, new Hazard(number, ForageWorld.Radius(_hazards, number)));
    }

    private void RemoveFood(in Candidate removed)
    {
        world.Destroy(removed.Entity);
        int last = world.CountEntities(in s_food);
        foreach (ref Chunk chunk in world.Query(in s_food))
        {
            foreach (ref Food item in chunk.GetSpan<Food>()[..chunk.Count])
            {
                item = item.Index == last ? item with { Index = removed.Index } : item;
            }
        }
    }

    private void RemoveHazard(in Candidate removed)
    {
        world.Destroy(removed.Entity);
        int last = world.CountEntities(in s_hazards);
        foreach (ref Chunk chunk in world.Query(in s_hazards))
        {
            foreach (ref Hazard hazard in chunk.GetSpan<Hazard>()[..chunk.Count])
            {
                hazard = hazard.Index == last ? hazard with { Index = removed.Index } : hazard;
            }
        }
    }

    private Candidate NearestFood(float x, float y, bool hasGrown = true)
    {
        Candidate nearest = new(float.PositiveInfinity, int.MaxValue, default);
        foreach (ref Chunk chunk in world.Query(in s_food))
        {
            ReadOnlySpan<Food> items = chunk.GetSpan<Food>()[..chunk.Count];
            ReadOnlySpan<Position> places = chunk.GetSpan<Position>()[..chunk.Count];
            for (int i = 0; i < items.Length; i++)
            {
                if (!hasGrown || items[i].Regrowth <= 0)
                {
                    nearest = nearest.Or(new Candidate(Distance(places[i], x, y), items[i].Index, chunk.Entity(i)));
                }
            }
        }

        return nearest;
    }

    private Candidate NearestHazard(float x, float y)
    {
        Candidate nearest = new(float.PositiveInfinity, int.MaxValue, default);
        foreach (ref Chunk chunk in world.Query(in s_hazards))
        {
            ReadOnlySpan<Hazard> hazards = chunk.GetSpan<Hazard>()[..chunk.Count];
            ReadOnlySpan<Position> places = chunk.GetSpan<Position>()[..chunk.Count];
            for (int i = 0; i < hazards.Length; i++)
            {
                nearest = nearest.Or(new Candidate(Math.Max(0, Distance(places[i], x, y) - hazards[i].Radius), hazards[i].Index, chunk.Entity(i)));
            }
        }

        return nearest;
    }

    private float Distance(Position place, float x, float y)
    {
        float dx = _torus.Difference(x, place.X), dy = _torus.Difference(y, place.Y);
        return MathF.Sqrt(dx * dx + dy * dy);
    }

    private void RequireInside(float x, float y)
    {
        if (!(x >= 0 && x < options.Side && y >= 0 && y < options.Side))
        {
            throw new ArgumentException(FormattableString.Invariant($"x and y: expected 0 to {options.Side:0.##} m, received ({x:0.##}, {y:0.##})."));
        }
    }

    /// <summary>A candidate for the nearest thing. At equal distances the lower number wins, independent of the store's order.</summary>
    private readonly record struct Candidate(float Distance, int Index, Entity Entity)
    {
        internal Candidate Or(in Candidate other)
            => other.Distance < Distance || (other.Distance == Distance && other.Index < Index) ? other : this;
    }
}
