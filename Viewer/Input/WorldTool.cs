namespace NeuroAgents.Viewer.Input;

/// <summary>What a click in the world does.</summary>
internal enum WorldTool
{
    /// <summary>Selects the agent under the cursor.</summary>
    Select,

    /// <summary>Places food.</summary>
    Food,

    /// <summary>Places a hazard.</summary>
    Hazard,

    /// <summary>Takes food or a hazard away.</summary>
    Remove,
}
