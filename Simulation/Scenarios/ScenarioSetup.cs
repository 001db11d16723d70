using NeuroAgents.Agents;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>What a scenario is created with.</summary>
/// <param name="World">The empty world that it fills.</param>
/// <param name="Plugin">The plugin to which it adds its brains.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Agents">Number of agents, at least 1.</param>
/// <param name="Seed">Seed of the world.</param>
/// <param name="DeltaTime">Length of a fixed step, s.</param>
/// <param name="Driver">Who steers.</param>
/// <param name="IsLabelled">Whether the teacher labels what agents see.</param>
/// <param name="Learns">Whether the brains learn from the labels.</param>
/// <param name="EvaluatedKind">Number of the one kind that <paramref name="Driver"/> steers, while teachers steer the others; null: it steers all.</param>
public sealed record ScenarioSetup(
    World World, NeuroPlugin Plugin, SettingValues Settings, int Agents, ulong Seed, float DeltaTime, Driver Driver, bool IsLabelled, bool Learns,
    int? EvaluatedKind = null)
{
    /// <summary>Who steers a kind.</summary>
    /// <param name="kind">Number of the kind.</param>
    public Driver DriverOf(int kind) => EvaluatedKind is { } evaluatedKind && evaluatedKind != kind ? Driver.Teacher : Driver;
}
