using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Components;

/// <summary>Position of an entity, m. Both coordinates are at least 0 and below the side of the world.</summary>
public record struct Position(float X, float Y);

/// <summary>Direction in which an agent looks, a unit vector. A vector needs no trigonometric functions, whose results differ in bits between systems.</summary>
public record struct Heading(float X, float Y);

/// <summary>Velocity of an agent, m/s.</summary>
public record struct Velocity(float X, float Y);

/// <summary>Current action of an agent: turn from −1 (right) to 1 (left), thrust from −1 (back) to 1 (ahead).</summary>
public record struct Steering(float Turn, float Thrust);

/// <summary>The brain's agent that an entity embodies.</summary>
public record struct BrainAgent(AgentHandle Handle);

/// <summary>Energy of an agent: the time that it can rest before it starves, s.</summary>
public record struct Energy(float Value);

/// <summary>Number of food items that an agent has eaten.</summary>
public record struct Meals(int Count);

/// <summary>An item of food. Order and randomness depend on its number, not on its place in the entity store.</summary>
/// <param name="Index">Number of the item, from 0.</param>
/// <param name="Regrowth">Time until the item can be eaten, s. At 0 or less it can be eaten now.</param>
/// <param name="Generation">Number of times that the item has grown.</param>
public record struct Food(int Index, float Regrowth, int Generation);

/// <summary>A place that harms agents.</summary>
/// <param name="Index">Number of the place, from 0.</param>
/// <param name="Radius">Radius of the harmful area, m.</param>
public record struct Hazard(int Index, float Radius);

/// <summary>True colour of an agent: 0 red, 1 green. It never changes.</summary>
public record struct Colour(int Index);

/// <summary>Colour that the brain assigns to an agent: 0 red, 1 green.</summary>
public record struct Guess(int Index);

/// <summary>A mark of agents that hunt evaders.</summary>
[NotSaved("The component has no value, and a resumed run creates its entities with it.")]
public record struct Pursuer;

/// <summary>A mark of agents that pursuers hunt.</summary>
[NotSaved("The component has no value, and a resumed run creates its entities with it.")]
public record struct Evader;
