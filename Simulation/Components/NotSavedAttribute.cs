namespace NeuroAgents.Simulation.Components;

/// <summary>A mark of components that saved runs omit on purpose.</summary>
/// <param name="reason">The reason why a resumed run has the component nevertheless.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class NotSavedAttribute(string reason) : Attribute
{
    /// <summary>The reason why a resumed run has the component nevertheless.</summary>
    public string Reason => reason;
}
