namespace NeuroAgents.Simulation.Components;

/// <summary>An item of food. Its number stands for it wherever order or randomness matters.</summary>
/// <param name="Index">Number of the item, from 0.</param>
/// <param name="Regrowth">Time until it can be eaten, s; 0 or less: now.</param>
/// <param name="Generation">How often it has grown.</param>
public record struct Food(int Index, float Regrowth, int Generation);
