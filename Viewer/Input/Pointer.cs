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

    /// <summary>Whether the user has moved or zoomed since <see cref="Forget"/>.</summary>
    internal bool HasMoved { get; private set; }

    internal void Forget() => HasMoved = false;

    /// <summary>Treats the current view as chosen by the user.</summary>
    internal void Keep() => HasMoved = true;

    internal void Handle(in WindowEvent happened)
    {
        switch (happened.Kind)
        {
            case WindowEventKind.Wheel:
                camera.ZoomAbout(happened.X, happened.Y, MathF.Pow(NotchFactor, happened.Delta));
                HasMoved = true;
                break;
            case WindowEventKind.ButtonDown when happened.Button == 0:
                (_isDown, IsDragging) = (true, false);
                _start = _last = (happened.X, happened.Y);
                break;
            case WindowEventKind.Move when _isDown:
                Drag(happened.X, happened.Y);
                break;
            case WindowEventKind.ButtonUp when happened.Button == 0 && _isDown:
                _isDown = false;
                if (!IsDragging)
                {
                    click(happened.X, happened.Y);
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
