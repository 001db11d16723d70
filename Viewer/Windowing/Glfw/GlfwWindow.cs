using System.Runtime.InteropServices;
using Silk.NET.Core.Contexts;

namespace NeuroAgents.Viewer.Windowing.Glfw;

/// <summary>A window created by the system's GLFW library.</summary>
internal sealed unsafe class GlfwWindow : IWindow
{
    private readonly nint _window;
    private readonly GlfwEvents _events;

    internal GlfwWindow(WindowSettings settings)
    {
        GlfwLibrary.Require();

        // GLFW stays initialised until the process ends, as other windows may be open.
        if (GlfwFunctions.Init() != GlfwFunctions.True)
        {
            throw MissingPartException.Display(GlfwFunctions.LastError());
        }

        SetHints(settings);
        _window = GlfwFunctions.CreateWindow(settings.Width, settings.Height, WindowSettings.Title, 0, 0);
        if (_window == 0)
        {
            throw MissingPartException.OpenGL(GlfwFunctions.LastError());
        }

        Context = new GlfwContext(_window, this);
        Context.MakeCurrent();
        Context.SwapInterval(settings.IsPaced ? 1 : 0);
        FitPixels(settings);
        _events = new GlfwEvents(_window);
    }

    public IGLContext? GLContext => Context;

    public (int Width, int Height) Size
    {
        get
        {
            GlfwFunctions.GetFramebufferSize(_window, out int width, out int height);
            return (width, height);
        }
    }

    public float Scale
    {
        get
        {
            GlfwFunctions.GetWindowContentScale(_window, out float x, out _);
            return Math.Max(1, x);
        }
    }

    public bool IsClosing => GlfwFunctions.WindowShouldClose(_window) == GlfwFunctions.True;

    public string Clipboard
    {
        get => Marshal.PtrToStringUTF8(GlfwFunctions.GetClipboardString(_window)) ?? "";
        set => GlfwFunctions.SetClipboardString(_window, value);
    }

    private GlfwContext Context { get; }

    public void Resize(int width, int height)
        => GlfwFunctions.SetWindowSize(_window, (int)MathF.Round(width / _events.PixelsPerUnit), (int)MathF.Round(height / _events.PixelsPerUnit));

    public void Poll()
    {
        GlfwFunctions.GetWindowSize(_window, out int width, out _);
        _events.PixelsPerUnit = width == 0 ? 1 : (float)Size.Width / width;
        GlfwFunctions.PollEvents();
    }

    public bool TryRead(out WindowEvent windowEvent) => _events.TryRead(out windowEvent);

    public void Dispose()
    {
        _events.Dispose();
        GlfwFunctions.DestroyWindow(_window);
    }

    private static void SetHints(WindowSettings settings)
    {
        GlfwFunctions.DefaultWindowHints();
        GlfwFunctions.WindowHint(GlfwFunctions.ContextVersionMajor, 3);
        GlfwFunctions.WindowHint(GlfwFunctions.ContextVersionMinor, 3);
        GlfwFunctions.WindowHint(GlfwFunctions.OpenGLProfile, GlfwFunctions.OpenGLCoreProfile);
        GlfwFunctions.WindowHint(GlfwFunctions.OpenGLForwardCompatible, GlfwFunctions.True);
        GlfwFunctions.WindowHint(GlfwFunctions.ContextDebug, settings.IsDebug ? GlfwFunctions.True : 0);
        GlfwFunctions.WindowHint(GlfwFunctions.DepthBits, 0);

        // SkiaSharp uses the stencil buffer for clipping.
        GlfwFunctions.WindowHint(GlfwFunctions.StencilBits, 8);
    }

    /// <summary>Resizes the window to the requested number of pixels where GLFW measures windows in other units.</summary>
    private void FitPixels(WindowSettings settings)
    {
        GlfwFunctions.GetWindowSize(_window, out int width, out int height);
        (int pixelWidth, int pixelHeight) = Size;
        if (pixelWidth > 0 && pixelWidth != settings.Width && width == settings.Width)
        {
            GlfwFunctions.SetWindowSize(_window, width * width / pixelWidth, height * height / pixelHeight);
        }
    }
}
