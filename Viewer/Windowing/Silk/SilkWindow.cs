using NeuroAgents.Overlay.Toolkit;
using Silk.NET.Core.Contexts;
using Silk.NET.GLFW;
using Silk.NET.Input;
using Silk.NET.Maths;
using Silk.NET.Windowing;

namespace NeuroAgents.Viewer.Windowing.Silk;

/// <summary>A window of the package Silk.NET.Windowing with input from Silk.NET.Input. Built only with UpstreamPackages=true.</summary>
internal sealed class SilkWindow : IWindow
{
    private readonly global::Silk.NET.Windowing.IWindow _window;
    private readonly IInputContext _input;
    private readonly Queue<WindowEvent> _queue = new(256);
    private float _x;
    private float _y;

    internal SilkWindow(WindowSettings settings)
    {
        SilkGlfw.Require();
        _window = Window.Create(Options(settings));
        _window.Initialize();

        // The package sets the swap interval in its own loop, which is not used here.
        _window.GLContext!.SwapInterval(settings.IsPaced ? 1 : 0);
        if (PixelsPerUnit != 1)
        {
            Resize(settings.Width, settings.Height);
        }

        _input = _window.CreateInput();
        Listen(_input.Keyboards[0], _input.Mice[0]);
    }

    public IGLContext? GLContext => _window.GLContext;

    public (int Width, int Height) Size => (_window.FramebufferSize.X, _window.FramebufferSize.Y);

    public float Scale => SilkGlfw.Scale(_window.Handle);

    public bool IsClosing => _window.IsClosing;

    public string Clipboard
    {
        get => _input.Keyboards[0].ClipboardText ?? "";
        set => _input.Keyboards[0].ClipboardText = value;
    }

    private float PixelsPerUnit => _window.Size.X == 0 ? 1 : (float)_window.FramebufferSize.X / _window.Size.X;

    public void Resize(int width, int height)
        => _window.Size = new Vector2D<int>((int)MathF.Round(width / PixelsPerUnit), (int)MathF.Round(height / PixelsPerUnit));

    public void Poll() => _window.DoEvents();

    public bool TryRead(out WindowEvent windowEvent) => _queue.TryDequeue(out windowEvent);

    public void Dispose()
    {
        _input.Dispose();
        _window.Dispose();
    }

    private static WindowOptions Options(WindowSettings settings) => WindowOptions.Default with
    {
        Title = WindowSettings.Title,
        Size = new Vector2D<int>(settings.Width, settings.Height),
        PreferredDepthBufferBits = 0,
        PreferredStencilBufferBits = 8,
        API = new GraphicsAPI(
            ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible | (settings.IsDebug ? ContextFlags.Debug : 0), new APIVersion(3, 3)),
    };

    private void Listen(IKeyboard keyboard, IMouse mouse)
    {
        SilkGlfw.Listen(_window.Handle, OnKey);
        keyboard.KeyChar += (_, character) => _queue.Enqueue(new WindowEvent(WindowEventKind.Text, Character: character));
        mouse.MouseDown += (_, button) => Add(WindowEventKind.ButtonDown, (int)button);
        mouse.MouseUp += (_, button) => Add(WindowEventKind.ButtonUp, (int)button);
        mouse.Scroll += (_, wheel) => Add(WindowEventKind.Wheel, delta: wheel.Y);
        mouse.MouseMove += (_, place) =>
        {
            (_x, _y) = (place.X * PixelsPerUnit, place.Y * PixelsPerUnit);
            Add(WindowEventKind.Move);
        };
        _window.FileDrop += paths => Array.ForEach(paths, path => _queue.Enqueue(new WindowEvent(WindowEventKind.Drop, X: _x, Y: _y, Path: path)));
    }

    private void OnKey(Keys key, InputAction action, KeyModifiers modifiers)
    {
        // Ctrl with Alt is AltGr, which types a character.
        bool isCommand = (modifiers & (KeyModifiers.Control | KeyModifiers.Super)) != 0 && (modifiers & KeyModifiers.Alt) == 0;
        _queue.Enqueue(new WindowEvent(
            action is InputAction.Press or InputAction.Repeat ? WindowEventKind.KeyDown : WindowEventKind.KeyUp, (Key)(int)key, IsCommand: isCommand));
    }

    private void Add(WindowEventKind kind, int button = 0, float delta = 0)
        => _queue.Enqueue(new WindowEvent(kind, Key.Unknown, button, _x, _y, delta));
}
