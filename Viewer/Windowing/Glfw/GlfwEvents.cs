using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Viewer.Windowing.Glfw;

/// <summary>A queue of the events that GLFW reports by callback. Allocates only for dropped files.</summary>
internal sealed unsafe class GlfwEvents : IDisposable
{
    private readonly Queue<WindowEvent> _queue = new(256);
    private readonly nint _window;
    private GCHandle _self;
    private float _x;
    private float _y;

    internal GlfwEvents(nint window)
    {
        _window = window;
        _self = GCHandle.Alloc(this);
        GlfwFunctions.SetWindowUserPointer(window, GCHandle.ToIntPtr(_self));
        GlfwFunctions.SetKeyCallback(window, &OnKey);
        GlfwFunctions.SetCharCallback(window, &OnCharacter);
        GlfwFunctions.SetMouseButtonCallback(window, &OnButton);
        GlfwFunctions.SetCursorPosCallback(window, &OnMove);
        GlfwFunctions.SetScrollCallback(window, &OnWheel);
        GlfwFunctions.SetDropCallback(window, &OnDrop);
    }

    /// <summary>Pixels per unit of GLFW's cursor positions.</summary>
    internal float PixelsPerUnit { get; set; } = 1;

    internal bool TryRead(out WindowEvent windowEvent) => _queue.TryDequeue(out windowEvent);

    public void Dispose()
    {
        GlfwFunctions.SetWindowUserPointer(_window, 0);
        _self.Free();
    }

    private static GlfwEvents Of(nint window) => (GlfwEvents)GCHandle.FromIntPtr(GlfwFunctions.GetWindowUserPointer(window)).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnKey(nint window, int key, int scanCode, int action, int modifiers)
    {
        // Ctrl with Alt is AltGr, which types a character.
        bool isCommand = (modifiers & (GlfwFunctions.ModControl | GlfwFunctions.ModSuper)) != 0 && (modifiers & GlfwFunctions.ModAlt) == 0;
        Of(window)._queue.Enqueue(new WindowEvent(
            action is GlfwFunctions.Press or GlfwFunctions.Repeat ? WindowEventKind.KeyDown : WindowEventKind.KeyUp, (Key)key, IsCommand: isCommand));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCharacter(nint window, uint codePoint)
    {
        // Characters beyond the basic multilingual plane are ignored, as no field needs them.
        if (codePoint <= char.MaxValue)
        {
            Of(window)._queue.Enqueue(new WindowEvent(WindowEventKind.Text, Character: (char)codePoint));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnButton(nint window, int button, int action, int modifiers)
        => Of(window).Add(action == GlfwFunctions.Press ? WindowEventKind.ButtonDown : WindowEventKind.ButtonUp, Key.Unknown, button, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMove(nint window, double x, double y)
    {
        GlfwEvents events = Of(window);
        (events._x, events._y) = ((float)x * events.PixelsPerUnit, (float)y * events.PixelsPerUnit);
        events.Add(WindowEventKind.Move, Key.Unknown, 0, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWheel(nint window, double x, double y) => Of(window).Add(WindowEventKind.Wheel, Key.Unknown, 0, (float)y);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDrop(nint window, int count, nint* paths)
    {
        GlfwEvents events = Of(window);
        for (int i = 0; i < count; i++)
        {
            events._queue.Enqueue(new WindowEvent(WindowEventKind.Drop, X: events._x, Y: events._y, Path: Marshal.PtrToStringUTF8(paths[i])));
        }
    }

    private void Add(WindowEventKind kind, Key key, int button, float delta) => _queue.Enqueue(new WindowEvent(kind, key, button, _x, _y, delta));
}
