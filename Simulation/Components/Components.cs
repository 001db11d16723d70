using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Components;

/// <summary>Where an entity is, m, within [0, side) of the world in both directions.</summary>
public record struct Position(float X, float Y);

/// <summary>Where an agent looks: a unit vector. A vector needs no angle functions, whose bits differ between systems.</summary>
public record struct Heading(float X, float Y);

/// <summary>How fast an agent moves, m/s.</summary>
public record struct Velocity(float X, float Y);

/// <summary>What an agent does now: turn from −1 (right) to 1 (left), thrust from −1 (back) to 1 (ahead).</summary>
public record struct Steering(float Turn, float Thrust);

/// <summary>Which agent of the brain an entity is.</summary>
public record struct BrainAgent(AgentHandle Handle);

/// <summary>What an agent lives on, in seconds of rest; at 0 it starves.</summary>
public record struct Energy(float Value);

/// <summary>How many items of food an agent has eaten.</summary>
public record struct Meals(int Count);

/// <summary>An item of food. Its number stands for it wherever order or randomness matters.</summary>
/// <param name="Index">Number of the item, from 0.</param>
/// <param name="Regrowth">Time until it can be eaten, s; 0 or less: now.</param>
/// <param name="Generation">How often it has grown.</param>
public record struct Food(int Index, float Regrowth, int Generation);

/// <summary>A place that hurts.</summary>
/// <param name="Index">Number of the place, from 0.</param>
/// <param name="Radius">How far it reaches, m.</param>
public record struct Hazard(int Index, float Radius);

/// <summary>Which of the two kinds an agent is: 0 red, 1 green. It never changes.</summary>
public record struct Colour(int Index);

/// <summary>Which colour the brain takes an agent for: 0 red, 1 green.</summary>
public record struct Guess(int Index);

/// <summary>Marks who hunts evaders.</summary>
[NotSaved("It has no value; the scenario gives it to the entities that it creates anew.")]
public record struct Pursuer;

/// <summary>Marks who is hunted by pursuers.</summary>
[NotSaved("It has no value; the scenario gives it to the entities that it creates anew.")]
public record struct Evader;
