using NeuroAgents.Agents;
using NeuroAgents.Curricula;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The inputs from which a scenario creates a session.</summary>
/// <param name="World">The empty world that the scenario fills.</param>
/// <param name="Plugin">The plugin to which the scenario adds its brains.</param>
/// <param name="Settings">The values of the scenario's settings.</param>
/// <param name="Agents">Number of agents, at least 1.</param>
/// <param name="Seed">Seed of the world.</param>
/// <param name="DeltaTime">Length of a fixed step, s.</param>
/// <param name="Driver">The source of the agents' actions.</param>
/// <param name="IsLabelled">Whether the teacher labels the agents' observations.</param>
/// <param name="Learns">Whether the brains learn.</param>
/// <param name="EvaluatedKind">Number of the one kind that <paramref name="Driver"/> steers, while teachers steer the others; null if it steers all kinds.</param>
public sealed record ScenarioSetup(
    World World, NeuroPlugin Plugin, SettingValues Settings, int Agents, ulong Seed, float DeltaTime, Driver Driver, bool IsLabelled, bool Learns,
    int? EvaluatedKind = null)
{
    /// <summary>Network and learner of the brains, in place of the scenario's settings; null to use the settings. Default: null.</summary>
    public BrainOptions? Profile { get; init; }

    /// <summary>Options of self-play for brains that learn by it; null for none. Default: null.</summary>
    public SelfPlayOptions? SelfPlay { get; init; }

    /// <summary>The curriculum, from which the scenario draws the settings of each episode; null for none. Default: null.</summary>
    public Curriculum? Curriculum { get; init; }

    /// <summary>Returns the driver of one kind: the teacher for every kind except the evaluated one, if there is one.</summary>
    /// <param name="kind">Number of the kind.</param>
    public Driver DriverOf(int kind) => EvaluatedKind is { } evaluatedKind && evaluatedKind != kind ? Driver.Teacher : Driver;
}
