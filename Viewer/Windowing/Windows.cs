namespace NeuroAgents.Viewer.Windowing;

/// <summary>The one place that knows which window library is built in.</summary>
internal static class Windows
{
    /// <summary>Opens a window whose context is current.</summary>
    /// <exception cref="MissingPartException">The system lacks the library, a display or OpenGL 3.3.</exception>
    public static IWindow Open(WindowSettings settings)
#if UPSTREAM_PACKAGES
        => new Silk.SilkWindow(settings);
#else
        => new Glfw.GlfwWindow(settings);
#endif
}
