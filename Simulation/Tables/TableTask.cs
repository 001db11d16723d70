namespace NeuroAgents.Simulation.Tables;

/// <summary>The kind of answer that a network learns from a table.</summary>
public enum TableTask
{
    /// <summary>Decided by the target's values.</summary>
    Automatic,

    /// <summary>Classes for any target values.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
