using System.Runtime.InteropServices;
using Silk.NET.GLFW;

namespace NeuroAgents.Viewer.Windowing.Silk;

/// <summary>What the GLFW of the package tells and Silk.NET.Windowing keeps to itself: why there is no window, a held key, the scale of text.</summary>
internal static unsafe class SilkGlfw
{
    // Not the provider's: that one lets go of the package's own callback, and then turns it into what it returns; a collection between them ends the process.
    private static readonly Lazy<Glfw> s_listener = new(Glfw.GetApi);
    private static readonly Lazy<nint> s_contentScale = new(() => GlfwProvider.GLFW.Value.Context.GetProcAddress("glfwGetWindowContentScale"));

    /// <summary>Makes a window like the one to come and lets it go: the package itself would go on without one, and the process would be aborted.</summary>
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

    /// <summary>Has each key told when it goes down, repeats and goes up. Silk.NET.Input leaves the repeats out.</summary>
    internal static void Listen(nint window, Action<Keys, InputAction, KeyModifiers> onKey)
        => s_listener.Value.SetKeyCallback((WindowHandle*)window, (_, key, _, action, modifiers) => onKey(key, action, modifiers));

    /// <summary>Pixels per unit of length in which people set their text size, at least 1.</summary>
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
                throw MissingPartException.OpenGL(Marshal.PtrToStringUTF8((nint)reason) ?? "no reason given");
            }

            return window;
        }
        catch (GlfwException error)
        {
            // On Windows the package throws where it goes on elsewhere.
            throw MissingPartException.OpenGL(error.Message);
        }
    }
}
