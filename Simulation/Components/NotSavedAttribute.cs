namespace NeuroAgents.Simulation.Components;

/// <summary>Marks a component that saved runs leave out on purpose.</summary>
/// <param name="reason">Why a resumed run has it nevertheless.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class NotSavedAttribute(string reason) : Attribute
{
    /// <summary>Why a resumed run has it nevertheless.</summary>
    public string Reason => reason;
}
