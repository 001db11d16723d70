using Silk.NET.Core.Contexts;

namespace NeuroAgents.Viewer.Windowing;

/// <summary>A window with an OpenGL 3.3 core context: all that the viewer needs of a window library.</summary>
/// <remarks>One thread, the one that created it. Closing it frees the context.</remarks>
internal interface IWindow : IGLContextSource, IDisposable
{
    /// <summary>Size of what is drawn on, pixels; 0 × 0 while the window is minimised.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>Asks for another size; it is another one some time later.</summary>
    /// <param name="width">Width of what is drawn on, pixels.</param>
    /// <param name="height">Its height, pixels.</param>
    void Resize(int width, int height);

    /// <summary>Pixels per unit of length in which people set their text size, at least 1.</summary>
    float Scale { get; }

    /// <summary>Whether the person wants to close it.</summary>
    bool IsClosing { get; }

    /// <summary>Text that other programs take and give.</summary>
    string Clipboard { get; set; }

    /// <summary>Takes what happened since the last call into the queue of <see cref="TryRead"/>. Does not wait.</summary>
    void Poll();

    /// <summary>The next thing that happened.</summary>
    bool TryRead(out WindowEvent happened);
}

/// <summary>How a window is to be opened.</summary>
/// <param name="Width">Width of what is drawn on, pixels.</param>
/// <param name="Height">Its height, pixels.</param>
/// <param name="IsPaced">Whether swapping waits for the display.</param>
/// <param name="IsDebug">Whether OpenGL is asked to check itself.</param>
internal sealed record WindowSettings(int Width, int Height, bool IsPaced = true, bool IsDebug = false)
{
    /// <summary>What stands in the window's frame.</summary>
    public const string Title = "NeuroAgents";
}
