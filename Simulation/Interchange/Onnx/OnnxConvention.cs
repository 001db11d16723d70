namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The names and types of an exported policy's inputs and outputs. Masks are always float32, and a choice is allowed if its mask is above 0.5.</summary>
public enum OnnxConvention
{
    /// <summary>Inputs <c>observation</c> and, for discrete actions, <c>action_masks</c>. Output <c>action</c>: float32, or int64 indices for discrete actions.</summary>
    Plain,

    /// <summary>The names, constants and types that the runtime of Unity ML-Agents expects, model version 3.</summary>
    MLAgents,
}
