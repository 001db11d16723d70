namespace NeuroAgents.Viewer.Rendering;

/// <summary>A camera's view of the world in one picture.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Width">Width of the window, pixels.</param>
/// <param name="Height">Height of the window, pixels.</param>
/// <param name="Scale">Pixels per unit of length.</param>
/// <param name="Blend">The drawn moment between two steps: 0 is the previous step, 1 the newest one.</param>
/// <param name="AgentPixels">Distance from an agent's middle to its tip, pixels.</param>
internal readonly record struct CameraView(Camera Camera, int Width, int Height, float Scale, float Blend, float AgentPixels)
{
    private const float BodyMetres = 0.55f;
    private const float BodiesPerSide = 60;
    private const float ShareOfSpacing = 0.3f;

    /// <summary>Returns the drawn size of agents, pixels: that of their bodies or, if that is too small to see, a size that their number leaves room for.</summary>
    /// <param name="pixelsPerMetre">Pixels per metre.</param>
    /// <param name="side">Length of the world's side, m.</param>
    /// <param name="agents">Number of agents.</param>
    /// <param name="scale">Pixels per unit of length.</param>
    public static float SizeOf(float pixelsPerMetre, float side, int agents, float scale)
    {
        float spacing = side * pixelsPerMetre / MathF.Sqrt(Math.Max(1, agents));
        float least = Math.Clamp(ShareOfSpacing * spacing, 2 * scale, 7 * scale);
        return Math.Clamp(pixelsPerMetre * Math.Min(BodyMetres, side / BodiesPerSide), least, 40 * scale);
    }
}
