using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.Running;

/// <summary>All components of all entities of a world, for a saved run. A new type of component is a line here.</summary>
/// <remarks>
/// A world that is to be loaded into was made from the same options, so it has the same kinds of entities, as many of each: only their components are written
/// over, the handles of agents among them. Scenarios keep the numbers of their entities from frame to frame: who dies is replaced.
/// </remarks>
internal static class WorldState
{
    internal static IReadOnlyList<ComponentColumn> Columns { get; } =
    [
        new AgentColumn(),
        new ComponentColumn<Position, float>("position"),
        new ComponentColumn<Heading, float>("heading"),
        new ComponentColumn<Velocity, float>("velocity"),
        new ComponentColumn<Steering, float>("steering"),
        new ComponentColumn<Energy, float>("energy"),
        new ComponentColumn<Meals, int>("meals"),
        new ComponentColumn<Food, int>("food"),
        new ComponentColumn<Hazard, int>("hazard"),
        new ComponentColumn<Colour, int>("colour"),
        new ComponentColumn<Guess, int>("guess"),
    ];

    internal static void Save(World world, TensorArchive archive)
    {
        foreach (ComponentColumn column in Columns)
        {
            column.Save(world, archive);
        }
    }

    /// <exception cref="ArchiveFormatException">There are more or fewer entities in the file, or their agents are not those that live.</exception>
    internal static void Load(World world, TensorArchive archive, IReadOnlyList<AgentKind> kinds)
    {
        foreach (ComponentColumn column in Columns)
        {
            column.Load(world, archive, kinds);
        }
    }
}
