using NeuroAgents.Agents;

namespace NeuroAgents.Viewer.Live;

/// <summary>What the window wants to know of a world: replaced as a whole, so that the simulation's thread can read it at any time.</summary>
/// <param name="Measure">What agents are coloured by; null for the scenario's default.</param>
/// <param name="Selected">Whose observations are asked for; null for nobody's.</param>
/// <param name="SelectedNumber">Place of the agent to select at the start, among those of the first kind; null for none.</param>
/// <param name="Network">Whether activations, states of units and maps of neurons are asked for.</param>
public sealed record ViewRequest(string? Measure = null, AgentHandle? Selected = null, int? SelectedNumber = null, bool Network = false);
