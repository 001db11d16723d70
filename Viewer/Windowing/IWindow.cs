using Silk.NET.Core.Contexts;

namespace NeuroAgents.Viewer.Windowing;

/// <summary>A window with an OpenGL 3.3 core context, with everything that the viewer needs from a window library.</summary>
/// <remarks>For use by a single thread, the one that created it. Closing the window frees the context.</remarks>
internal interface IWindow : IGLContextSource, IDisposable
{
    /// <summary>Size of the drawable area, pixels; 0 × 0 while the window is minimised.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>Requests another size, which takes effect some time later.</summary>
    /// <param name="width">Width of the drawable area, pixels.</param>
    /// <param name="height">Height of the drawable area, pixels.</param>
    void Resize(int width, int height);

    /// <summary>Pixels per unit, at least 1: the system's display scale, which also sets the size of text.</summary>
    float Scale { get; }

    /// <summary>Whether the user wants to close the window.</summary>
    bool IsClosing { get; }

    /// <summary>Text of the system's clipboard.</summary>
    string Clipboard { get; set; }

    /// <summary>Queues the events since the last call for <see cref="TryRead"/>. Does not wait.</summary>
    void Poll();

    /// <summary>Reads the next queued event.</summary>
    bool TryRead(out WindowEvent windowEvent);
}

/// <summary>The settings for opening a window.</summary>
/// <param name="Width">Width of the drawable area, pixels.</param>
/// <param name="Height">Height of the drawable area, pixels.</param>
/// <param name="IsPaced">Whether swapping waits for the display's refresh.</param>
/// <param name="IsDebug">Whether OpenGL runs in debug mode and reports errors.</param>
internal sealed record WindowSettings(int Width, int Height, bool IsPaced = true, bool IsDebug = false)
{
    /// <summary>Title of the window.</summary>
    public const string Title = "NeuroAgents";
}
