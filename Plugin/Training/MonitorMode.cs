namespace NeuroAgents.Training;

/// <summary>What counts as better in a watched figure.</summary>
public enum MonitorMode
{
    /// <summary>By the name: larger for accuracy and R², smaller for all others.</summary>
    Auto,

    /// <summary>Smaller: <c>min</c> in Keras 3.</summary>
    Minimum,

    /// <summary>Larger: <c>max</c> in Keras 3.</summary>
    Maximum,
}
