using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>A dispatcher of window events to overlays: the one under the cursor, the one being dragged, or the one with keyboard focus. Does not allocate.</summary>
/// <param name="find">Finds the topmost overlay at a position of the window, in units, and its corner.</param>
/// <param name="window">The window whose clipboard the fields use.</param>
internal sealed class OverlayInput(OverlayInput.Finder find, IWindow window)
{
    private InteractiveCanvas? _dragged;
    private InteractiveCanvas? _typed;
    private InteractiveCanvas? _hovered;
    private SKPoint _corner;
    private bool _swallowsText;

    /// <summary>A search for the topmost overlay at a position.</summary>
    internal delegate InteractiveCanvas? Finder(float x, float y, out SKPoint corner);

    /// <summary>Handles an event if it concerns an overlay.</summary>
    /// <param name="windowEvent">The event.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <returns>Whether the event was consumed.</returns>
    internal bool Handle(in WindowEvent windowEvent, float scale)
    {
        float x = windowEvent.X / scale, y = windowEvent.Y / scale;
        bool isSwallowed = _swallowsText && windowEvent.Kind == WindowEventKind.Text;
        _swallowsText &= windowEvent.Kind == WindowEventKind.Move;
        switch (windowEvent.Kind)
        {
            case WindowEventKind.ButtonDown when windowEvent.Button == 0:
                return Press(x, y);
            case WindowEventKind.Move when _dragged is not null:
                _dragged.Drag(x - _corner.X, y - _corner.Y);
                return IsDone(_dragged);
            case WindowEventKind.Move:
                Hover(x, y);
                return false;
            case WindowEventKind.ButtonUp when windowEvent.Button == 0 && _dragged is { } released:
                _dragged = null;
                released.Release(x - _corner.X, y - _corner.Y);
                return IsDone(released);
            case WindowEventKind.Wheel when find(x, y, out SKPoint corner) is { } turned:
                turned.Scroll(x - corner.X, y - corner.Y, windowEvent.Delta);
                return IsDone(turned);
            case WindowEventKind.Text when isSwallowed:
                return true;
            case WindowEventKind.Text:
                Typed?.Type(windowEvent.Character);
                return Typed is { } typed && IsDone(typed);
            case WindowEventKind.KeyDown when Typed is { } edited && windowEvent.IsCommand:
                Edit(edited, windowEvent.Key);
                return IsDone(edited);
            case WindowEventKind.KeyDown when Typed is { } pressed && windowEvent.Key is not (>= Key.F1 and <= Key.F12):
                pressed.Type(windowEvent.Key);
                return IsDone(pressed);
            default:
                return false;
        }
    }

    /// <summary>Gives an overlay keyboard focus without a click. The character of the key that opened the overlay follows as text and is ignored.</summary>
    internal void Enter(InteractiveCanvas overlay)
    {
        if (_typed != overlay)
        {
            _typed?.Leave();
        }

        (_typed, _swallowsText) = (overlay, true);
    }

    private InteractiveCanvas? Typed => _typed is { Typed: not null } ? _typed : null;

    /// <summary>Performs the editing command of a key pressed with Ctrl or Cmd in a field.</summary>
    private void Edit(InteractiveCanvas overlay, Key key)
    {
        Field field = overlay.Typed!;
        switch (key)
        {
            case Key.A:
                field.SelectAll();
                break;
            case Key.C:
                window.Clipboard = field.Text;
                break;
            case Key.V:
                // Pasting acts like typing the first line, since fields have only one.
                foreach (char character in window.Clipboard.Trim().Split('\n')[0].Trim())
                {
                    overlay.Type(character);
                }

                break;
        }
    }

    private bool Press(float x, float y)
    {
        InteractiveCanvas? pressed = find(x, y, out _corner);
        if (_typed != pressed && _typed is { } left)
        {
            left.Leave();
            left.Image.Invalidate();
        }

        _typed = pressed;
        _dragged = pressed?.Press(x - _corner.X, y - _corner.Y) == true ? pressed : null;
        return pressed is not null && IsDone(pressed);
    }

    private void Hover(float x, float y)
    {
        InteractiveCanvas? under = find(x, y, out SKPoint corner);
        if (_hovered is { } left && left != under && left.Hover(-1, -1))
        {
            left.Image.Invalidate();
        }

        _hovered = under;
        if (under?.Hover(x - corner.X, y - corner.Y) == true)
        {
            under.Image.Invalidate();
        }
    }

    private static bool IsDone(InteractiveCanvas overlay)
    {
        overlay.Image.Invalidate();
        return true;
    }
}
