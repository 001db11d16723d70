using System.Runtime.InteropServices;

namespace NeuroAgents.Viewer.Live;

/// <summary>An agent as it is drawn: the graphics card reads it in this layout.</summary>
/// <param name="X">Where it is, m.</param>
/// <param name="Y">Where it is, m.</param>
/// <param name="PreviousX">Where it was a step before, m.</param>
/// <param name="PreviousY">Where it was a step before, m.</param>
/// <param name="HeadingX">Where it looks: a unit vector.</param>
/// <param name="HeadingY">Where it looks.</param>
/// <param name="Value">The measure that colours it, 0 to 1 of its range; below 0 where it has none yet.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AgentShape(float X, float Y, float PreviousX, float PreviousY, float HeadingX, float HeadingY, float Value);

/// <summary>A disc of the world: food or a hazard.</summary>
/// <param name="X">Its middle, m.</param>
/// <param name="Y">Its middle, m.</param>
/// <param name="Radius">Its radius, m.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DiscShape(float X, float Y, float Radius);
