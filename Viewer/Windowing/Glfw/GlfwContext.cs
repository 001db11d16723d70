using Silk.NET.Core.Contexts;
using Silk.NET.Core.Loader;

namespace NeuroAgents.Viewer.Windowing.Glfw;

/// <summary>The OpenGL context of a window.</summary>
internal sealed class GlfwContext(nint window, IGLContextSource source) : IGLContext
{
    public nint Handle => window;

    public IGLContextSource? Source => source;

    public bool IsCurrent => GlfwFunctions.GetCurrentContext() == window;

    public void MakeCurrent() => GlfwFunctions.MakeContextCurrent(window);

    public void Clear() => GlfwFunctions.MakeContextCurrent(0);

    public void SwapBuffers() => GlfwFunctions.SwapBuffers(window);

    public void SwapInterval(int interval) => GlfwFunctions.SwapInterval(interval);

    public nint GetProcAddress(string proc, int? slot = null)
        => TryGetProcAddress(proc, out nint address, slot) ? address : throw new SymbolLoadingException(proc);

    public bool TryGetProcAddress(string proc, out nint addr, int? slot = null)
    {
        addr = GlfwFunctions.GetProcAddress(proc);
        return addr != 0;
    }

    /// <summary>Does nothing, as the window owns the context.</summary>
    public void Dispose()
    {
    }
}
