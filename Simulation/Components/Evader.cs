namespace NeuroAgents.Simulation.Components;

/// <summary>Marks who is hunted by pursuers.</summary>
[NotSaved("It has no value; the scenario gives it to the entities that it creates anew.")]
public record struct Evader;
