namespace NeuroAgents.Viewer.Windowing;

/// <summary>How a window is to be opened.</summary>
/// <param name="Width">Width of what is drawn on, pixels.</param>
/// <param name="Height">Its height, pixels.</param>
/// <param name="IsPaced">Whether swapping waits for the display.</param>
/// <param name="IsDebug">Whether OpenGL is asked to check itself.</param>
public sealed record WindowSettings(int Width, int Height, bool IsPaced = true, bool IsDebug = false)
{
    /// <summary>What stands in the window's frame.</summary>
    public const string Title = "NeuroAgents";
}
