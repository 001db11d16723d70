namespace NeuroAgents.Viewer.Rendering;

/// <summary>A camera's view of the world in one picture.</summary>
/// <param name="Camera">From where.</param>
/// <param name="Width">Width of the window, pixels.</param>
/// <param name="Height">Its height, pixels.</param>
/// <param name="Scale">Pixels per unit of length.</param>
/// <param name="Blend">How far time has gone from the step before to the newest one, 0 to 1.</param>
/// <param name="AgentPixels">From an agent's middle to its tip, pixels.</param>
internal readonly record struct CameraView(Camera Camera, int Width, int Height, float Scale, float Blend, float AgentPixels)
{
    private const float BodyMetres = 0.55f;
    private const float BodiesPerSide = 60;
    private const float ShareOfSpacing = 0.3f;

    /// <summary>How large agents are drawn: as bodies in the world are, and where that is too small to see, as far as their number leaves room.</summary>
    /// <param name="pixelsPerMetre">How large a metre is.</param>
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
