using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Saving;

/// <summary>The part of a saved run that holds the components of all entities: first those that scenarios share, then the scenario's own.</summary>
/// <remarks>
/// The world that receives a saved state was made from the same options. It therefore has the same number of entities of each kind, because scenarios replace
/// every entity that dies. Loading overwrites only the entities' components, which include the handles of agents.
/// </remarks>
internal static class WorldState
{
    private const float MaxSpeed = 1000;
    private const float MaxEnergy = 1_000_000;
    private const float MaxRegrowth = 3600;
    private const float MaxRadius = 2;

    private static readonly ComponentColumn[] s_shared =
    [
        new AgentColumn(),
        new ComponentColumn<Position, float>("position", place => place.X >= 0 && place.Y >= 0),
        new ComponentColumn<Heading, float>("heading", heading => heading.X * heading.X + heading.Y * heading.Y is >= 0.99f and <= 1.01f),
        new ComponentColumn<Velocity, float>("velocity", velocity => IsWithin(velocity.X, MaxSpeed) && IsWithin(velocity.Y, MaxSpeed)),
        new ComponentColumn<Steering, float>("steering", steering => IsWithin(steering.Turn, 1) && IsWithin(steering.Thrust, 1)),
        new ComponentColumn<Energy, float>("energy", energy => IsWithin(energy.Value, MaxEnergy)),
        new ComponentColumn<Meals, int>("meals", meals => meals.Count >= 0),
        new ComponentColumn<Food, int>("food", food => food.Index >= 0 && food.Regrowth is >= 0 and <= MaxRegrowth && food.Generation >= 0),
        new ComponentColumn<Hazard, int>("hazard", hazard => hazard.Index >= 0 && hazard.Radius is > 0 and <= MaxRadius),
        new ComponentColumn<Colour, int>("colour", colour => colour.Index is 0 or 1),
        new ComponentColumn<Guess, int>("guess", guess => guess.Index is 0 or 1),
    ];

    /// <summary>The components that runs of a scenario save, in the order of the file.</summary>
    internal static IReadOnlyList<ComponentColumn> Columns(Scenario scenario) => [.. s_shared, .. scenario.OwnComponents];

    internal static void Save(World world, TensorArchive archive, Scenario scenario)
    {
        foreach (ComponentColumn column in Columns(scenario))
        {
            column.Save(world, archive);
        }
    }

    /// <summary>Refuses an archive that has a component with an impossible value.</summary>
    /// <exception cref="ArchiveFormatException">A component has a value outside its range.</exception>
    internal static void Check(TensorArchive archive, Scenario scenario)
    {
        foreach (ComponentColumn column in Columns(scenario))
        {
            column.Check(archive);
        }
    }

    /// <summary>Overwrites the components of a world's entities with those of an archive.</summary>
    /// <param name="world">The world to overwrite.</param>
    /// <param name="archive">The archive, after <see cref="Check"/>.</param>
    /// <param name="scenario">The scenario of the world.</param>
    /// <param name="session">The scenario at work in the world.</param>
    /// <exception cref="ArchiveFormatException">
    /// The number of entities differs, an entity is outside the world, food or hazards are not numbered from 0 on, or the saved agents are not exactly the living ones.
    /// </exception>
    internal static void Load(World world, TensorArchive archive, Scenario scenario, ScenarioSession session)
    {
        foreach (ComponentColumn column in Columns(scenario))
        {
            column.Load(world, archive, session.Kinds);
        }

        RequireInside(world, archive, session.Side);
        RequireNumbered<Food>(world, archive, "world/food", food => food.Index);
        RequireNumbered<Hazard>(world, archive, "world/hazard", hazard => hazard.Index);
    }

    private static bool IsWithin(float value, float limit) => Math.Abs(value) <= limit;

    private static void RequireInside(World world, TensorArchive archive, float side)
    {
        QueryDescription placed = new QueryDescription().WithAll<Position>();
        foreach (ref Chunk chunk in world.Query(in placed))
        {
            foreach (Position place in chunk.GetSpan<Position>()[..chunk.Count])
            {
                if (!(place.X <= side && place.Y <= side))
                {
                    throw new ArchiveFormatException(archive.Origin, "tensor \"world/position\"", FormattableString.Invariant($"places from 0 to {side} m"), $"{place}");
                }
            }
        }
    }

    private static void RequireNumbered<T>(World world, TensorArchive archive, string tensor, Func<T, int> number)
        where T : unmanaged
    {
        QueryDescription things = new QueryDescription().WithAll<T>();
        bool[] isTaken = new bool[world.CountEntities(in things)];
        foreach (ref Chunk chunk in world.Query(in things))
        {
            foreach (T thing in chunk.GetSpan<T>()[..chunk.Count])
            {
                int index = number(thing);
                if ((uint)index >= (uint)isTaken.Length || isTaken[index])
                {
                    throw new ArchiveFormatException(archive.Origin, $"tensor \"{tensor}\"", $"each number below {isTaken.Length} once", $"{index}");
                }

                isTaken[index] = true;
            }
        }
    }
}
