using NeuroAgents.Agents;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A scenario at work: one system for each place in the frame, and what they count.</summary>
public abstract class ScenarioSession
{
    /// <summary>The brain that the agents share.</summary>
    public abstract Brain Brain { get; }

    /// <summary>All agents of the frame in the order of their handles.</summary>
    public abstract AgentRoster Roster { get; }

    /// <summary>What the teacher would do, by row: of the newest frame in which it was asked.</summary>
    public abstract ActionTable Labels { get; }

    /// <summary>Finds out who is where.</summary>
    public abstract ISystem Locate { get; }

    /// <summary>Settles what happens between things that touch.</summary>
    public abstract ISystem Interact { get; }

    /// <summary>Writes every agent's observation.</summary>
    public abstract ISystem Sense { get; }

    /// <summary>Asks the teacher and tells the brain.</summary>
    public abstract ISystem Teach { get; }

    /// <summary>Carries out the actions.</summary>
    public abstract ISystem Act { get; }

    /// <summary>Moves bodies.</summary>
    public abstract ISystem Move { get; }

    /// <summary>Ends lives and begins new ones.</summary>
    public abstract ISystem Live { get; }

    /// <summary>The score since the start, in the scenario's unit; never below 0.</summary>
    public abstract double Score { get; }

    /// <summary>A hash of all components of all agents, in the order of their handles.</summary>
    public abstract ulong StateHash();
}
