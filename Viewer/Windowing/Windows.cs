namespace NeuroAgents.Viewer.Windowing;

/// <summary>A factory of windows, the only class that depends on which window library is built in.</summary>
internal static class Windows
{
    /// <summary>Opens a window and makes its context current.</summary>
    /// <exception cref="MissingPartException">The system lacks the library, a display or OpenGL 3.3.</exception>
    public static IWindow Open(WindowSettings settings)
#if UPSTREAM_PACKAGES
        => new Silk.SilkWindow(settings);
#else
        => new Glfw.GlfwWindow(settings);
#endif
}
