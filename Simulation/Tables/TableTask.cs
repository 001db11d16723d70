namespace NeuroAgents.Simulation.Tables;

/// <summary>The kind of answer that a network learns from a table.</summary>
public enum TableTask
{
    /// <summary>As the target's values are.</summary>
    Automatic,

    /// <summary>Classes, whatever the target's values are.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
