using System.Reflection;
using System.Runtime.InteropServices;

namespace NeuroAgents.Viewer.Windowing.Glfw;

/// <summary>The loader of the system's GLFW library. The environment variable NEUROAGENTS_GLFW names a file to load instead.</summary>
internal static class GlfwLibrary
{
    internal const string Name = "glfw";
    internal const string Variable = "NEUROAGENTS_GLFW";
    private static readonly Lazy<nint> s_handle = new(Load);

    /// <summary>File names of the library in the systems' packages.</summary>
    internal static IReadOnlyList<string> Candidates { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? [path]
        : OperatingSystem.IsWindows() ? ["glfw3.dll", "glfw.dll"]
        : OperatingSystem.IsMacOS() ? ["libglfw.3.dylib", "libglfw.dylib", "/opt/homebrew/lib/libglfw.3.dylib", "/usr/local/lib/libglfw.3.dylib"]
        : ["libglfw.so.3", "libglfw.so", "libglfw3.so"];

    /// <summary>Loads the library once.</summary>
    /// <exception cref="MissingPartException">None of the candidates can be loaded.</exception>
    internal static void Require() => _ = s_handle.Value;

    private static nint Load()
    {
        foreach (string candidate in Candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle) || NativeLibrary.TryLoad(candidate, typeof(GlfwLibrary).Assembly, null, out handle))
            {
                NativeLibrary.SetDllImportResolver(typeof(GlfwLibrary).Assembly, Resolve);
                return handle;
            }
        }

        throw MissingPartException.Glfw(Candidates);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? s_handle.Value : 0;
}
