namespace NeuroAgents.Simulation.Measuring;

/// <summary>What a frame measured of one kind of agents and their brain.</summary>
/// <param name="Loss">Mean loss of its brain's last minibatch; NaN where it did not learn.</param>
/// <param name="NewRowsLoss">Loss of what its agents just decided, before anything was learned from it: see <see cref="Scenarios.AgentKind.NewRowsLoss"/>.</param>
public readonly record struct KindFigures(float Loss, float NewRowsLoss);
