using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Input;

/// <summary>The mouse in the world: the wheel zooms about the cursor, a drag moves the view, and a click without a drag selects.</summary>
/// <param name="camera">The camera to move.</param>
/// <param name="scale">Pixels per unit.</param>
/// <param name="click">Called with the position of a click.</param>
internal sealed class Pointer(Camera camera, Func<float> scale, Action<float, float> click)
{
    private const float NotchFactor = 1.2f;
    private const float DragUnits = 4;
    private bool _isDown;
    private (float X, float Y) _start;
    private (float X, float Y) _last;

    /// <summary>Whether the button is down and the cursor has moved too far for a click.</summary>
    internal bool IsDragging { get; private set; }

    /// <summary>Whether the user has moved or zoomed since <see cref="ClearMoved"/>.</summary>
    internal bool HasMoved { get; private set; }

    internal void ClearMoved() => HasMoved = false;

    /// <summary>Treats the current view as chosen by the user.</summary>
    internal void MarkMoved() => HasMoved = true;

    internal void Handle(in WindowEvent windowEvent)
    {
        switch (windowEvent.Kind)
        {
            case WindowEventKind.Wheel:
                camera.ZoomAbout(windowEvent.X, windowEvent.Y, MathF.Pow(NotchFactor, windowEvent.Delta));
                HasMoved = true;
                break;
            case WindowEventKind.ButtonDown when windowEvent.Button == 0:
                (_isDown, IsDragging) = (true, false);
                _start = _last = (windowEvent.X, windowEvent.Y);
                break;
            case WindowEventKind.Move when _isDown:
                Drag(windowEvent.X, windowEvent.Y);
                break;
            case WindowEventKind.ButtonUp when windowEvent.Button == 0 && _isDown:
                _isDown = false;
                if (!IsDragging)
                {
                    click(windowEvent.X, windowEvent.Y);
                }

                IsDragging = false;
                break;
        }
    }

    private void Drag(float x, float y)
    {
        IsDragging |= MathF.Max(MathF.Abs(x - _start.X), MathF.Abs(y - _start.Y)) > DragUnits * scale();
        if (IsDragging)
        {
            camera.Pan(x - _last.X, y - _last.Y);
            (_last, HasMoved) = ((x, y), true);
        }
    }
}
