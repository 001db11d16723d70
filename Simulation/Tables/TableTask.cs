namespace NeuroAgents.Simulation.Tables;

/// <summary>The kind of answer that a network learns from a table.</summary>
public enum TableTask
{
    /// <summary>The task that fits the target's values: classification if they are words or few whole numbers, otherwise regression.</summary>
    Automatic,

    /// <summary>A class per different value of the target.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
