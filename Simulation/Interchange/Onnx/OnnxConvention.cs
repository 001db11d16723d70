namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Under which names an exported policy takes observations and gives actions. Masks are float32 in both: above 0.5 a choice is allowed.</summary>
public enum OnnxConvention
{
    /// <summary>Inputs <c>observation</c> and, for discrete actions, <c>action_masks</c>; output <c>action</c>: float32, or int64 indices where actions are discrete.</summary>
    Plain,

    /// <summary>The names, constants and types that the runtime of Unity ML-Agents reads, model version 3.</summary>
    MLAgents,
}
