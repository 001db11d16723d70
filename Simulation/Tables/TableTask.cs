namespace NeuroAgents.Simulation.Tables;

/// <summary>The kind of answer that a network learns from a table.</summary>
public enum TableTask
{
    /// <summary>The task that fits the target's values: classes for words and few whole numbers, otherwise a number.</summary>
    Automatic,

    /// <summary>A class per different value of the target.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
