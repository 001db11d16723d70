using NeuroAgents.Simulation.Components;

namespace NeuroAgents.Simulation.Scenarios.Control;

/// <summary>The drawing of a control task's state in the agent's cell.</summary>
/// <param name="X">Place to the right of the cell's middle. −1 and 1 are the ends; a place beyond is drawn at the end.</param>
/// <param name="Y">Place above the cell's middle.</param>
/// <param name="Heading">Direction of the pole, the pendulum, the outer link or the motion.</param>
internal readonly record struct ControlPose(float X, float Y, Heading Heading);
