using System.Runtime.InteropServices;
using Silk.NET.GLFW;

namespace NeuroAgents.Viewer.Windowing.Silk;

/// <summary>The GLFW features that Silk.NET.Windowing does not expose: the reason why no window can be opened, repeats of held keys, and the scale of text.</summary>
internal static unsafe class SilkGlfw
{
    // A separate instance of Glfw: the provider's frees the package's own callback before it converts it to a return value, and a collection in between ends the process.
    private static readonly Lazy<Glfw> s_listener = new(Glfw.GetApi);
    private static readonly Lazy<nint> s_contentScale = new(() => GlfwProvider.GLFW.Value.Context.GetProcAddress("glfwGetWindowContentScale"));

    /// <summary>Opens and closes a hidden test window. Without it, the package would continue after a failure to open one, and the process would be aborted.</summary>
    /// <exception cref="MissingPartException">The system lacks the library, a display or OpenGL 3.3.</exception>
    internal static void Require()
    {
        Glfw glfw = Start();
        glfw.DefaultWindowHints();
        glfw.WindowHint(WindowHintBool.Visible, false);
        glfw.WindowHint(WindowHintInt.ContextVersionMajor, 3);
        glfw.WindowHint(WindowHintInt.ContextVersionMinor, 3);
        glfw.WindowHint(WindowHintOpenGlProfile.OpenGlProfile, OpenGlProfile.Core);
        glfw.WindowHint(WindowHintBool.OpenGLForwardCompat, true);
        WindowHandle* window = Create(glfw);
        glfw.DestroyWindow(window);
        glfw.DefaultWindowHints();
    }

    /// <summary>Calls back when a key is pressed, repeats or is released. Silk.NET.Input omits the repeats.</summary>
    internal static void Listen(nint window, Action<Keys, InputAction, KeyModifiers> onKey)
        => s_listener.Value.SetKeyCallback((WindowHandle*)window, (_, key, _, action, modifiers) => onKey(key, action, modifiers));

    /// <summary>Returns the pixels per unit, at least 1: the system's display scale, which also sets the size of text.</summary>
    internal static float Scale(nint window)
    {
        float x = 1;
        ((delegate* unmanaged[Cdecl]<nint, float*, float*, void>)s_contentScale.Value)(window, &x, null);
        return Math.Max(1, x);
    }

    private static Glfw Start()
    {
        try
        {
            return GlfwProvider.GLFW.Value;
        }
        catch (FileNotFoundException)
        {
            throw MissingPartException.Glfw(["the package Ultz.Native.GLFW"]);
        }
        catch (GlfwException error)
        {
            throw MissingPartException.Display(error.Message);
        }
    }

    private static WindowHandle* Create(Glfw glfw)
    {
        try
        {
            WindowHandle* window = glfw.CreateWindow(1, 1, WindowSettings.Title, null, null);
            if (window == null)
            {
                glfw.GetError(out byte* reason);
                throw MissingPartException.OpenGL(Marshal.PtrToStringUTF8((nint)reason) ?? "unknown reason");
            }

            return window;
        }
        catch (GlfwException error)
        {
            // The package throws this exception only on Windows; elsewhere it continues.
            throw MissingPartException.OpenGL(error.Message);
        }
    }
}
