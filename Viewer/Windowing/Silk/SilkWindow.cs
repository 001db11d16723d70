using Silk.NET.Core.Contexts;
using Silk.NET.Input;
using Silk.NET.Maths;
using Silk.NET.Windowing;

namespace NeuroAgents.Viewer.Windowing.Silk;

/// <summary>A window of the package Silk.NET.Windowing with the input of Silk.NET.Input: built with UpstreamPackages=true alone.</summary>
internal sealed class SilkWindow : IWindow
{
    private readonly global::Silk.NET.Windowing.IWindow _window;
    private readonly IInputContext _input;
    private readonly Queue<WindowEvent> _queue = new(256);

    internal SilkWindow(WindowSettings settings)
    {
        try
        {
            _window = Window.Create(WindowOptions.Default with
            {
                Title = WindowSettings.Title,
                Size = new Vector2D<int>(settings.Width, settings.Height),
                VSync = settings.IsPaced,
                ShouldSwapAutomatically = false,
                PreferredStencilBufferBits = 8,
                API = new GraphicsAPI(
                    ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible | (settings.IsDebug ? ContextFlags.Debug : 0), new APIVersion(3, 3)),
            });
            _window.Initialize();
        }
        catch (Exception error) when (error is PlatformNotSupportedException or global::Silk.NET.GLFW.GlfwException)
        {
            throw MissingPartException.Display(error.Message);
        }

        _input = _window.CreateInput();
        _window.FileDrop += paths => Array.ForEach(paths, path => _queue.Enqueue(new WindowEvent(WindowEventKind.Drop, Path: path)));
        foreach (IKeyboard keyboard in _input.Keyboards)
        {
            keyboard.KeyDown += (from, key, _) => _queue.Enqueue(new WindowEvent(WindowEventKind.KeyDown, (Key)(int)key, IsCommand: IsCommand(from)));
            keyboard.KeyChar += (_, character) => _queue.Enqueue(new WindowEvent(WindowEventKind.Text, Character: character));
            keyboard.KeyUp += (_, key, _) => _queue.Enqueue(new WindowEvent(WindowEventKind.KeyUp, (Key)(int)key));
        }

        foreach (IMouse mouse in _input.Mice)
        {
            mouse.MouseDown += (from, button) => Add(from, WindowEventKind.ButtonDown, (int)button, 0);
            mouse.MouseUp += (from, button) => Add(from, WindowEventKind.ButtonUp, (int)button, 0);
            mouse.MouseMove += (from, _) => Add(from, WindowEventKind.Move, 0, 0);
            mouse.Scroll += (from, wheel) => Add(from, WindowEventKind.Wheel, 0, wheel.Y);
        }
    }

    public IGLContext? GLContext => _window.GLContext;

    public (int Width, int Height) Size => (_window.FramebufferSize.X, _window.FramebufferSize.Y);

    public float Scale => Math.Max(1, PixelsPerUnit);

    public bool IsClosing => _window.IsClosing;

    public string Clipboard
    {
        get => _input.Keyboards.Count == 0 ? "" : _input.Keyboards[0].ClipboardText;
        set
        {
            if (_input.Keyboards.Count > 0)
            {
                _input.Keyboards[0].ClipboardText = value;
            }
        }
    }

    private float PixelsPerUnit => _window.Size.X == 0 ? 1 : (float)_window.FramebufferSize.X / _window.Size.X;

    public void Resize(int width, int height) => _window.Size = new Vector2D<int>((int)(width / PixelsPerUnit), (int)(height / PixelsPerUnit));

    public void Poll() => _window.DoEvents();

    public bool TryRead(out WindowEvent happened) => _queue.TryDequeue(out happened);

    public void Dispose()
    {
        _input.Dispose();
        _window.Dispose();
    }

    /// <summary>With Alt it is AltGr, which types a character.</summary>
    private static bool IsCommand(IKeyboard keyboard)
        => !keyboard.IsKeyPressed(global::Silk.NET.Input.Key.AltRight)
            && (keyboard.IsKeyPressed(global::Silk.NET.Input.Key.ControlLeft) || keyboard.IsKeyPressed(global::Silk.NET.Input.Key.ControlRight)
                || keyboard.IsKeyPressed(global::Silk.NET.Input.Key.SuperLeft) || keyboard.IsKeyPressed(global::Silk.NET.Input.Key.SuperRight));

    private void Add(IMouse mouse, WindowEventKind kind, int button, float delta)
        => _queue.Enqueue(new WindowEvent(kind, Key.Unknown, button, mouse.Position.X * PixelsPerUnit, mouse.Position.Y * PixelsPerUnit, delta));
}
