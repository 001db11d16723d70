using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>Gives what happened to the overlay that it concerns: the one under the cursor, the one that a drag began in, the one that is typed into. Does not allocate.</summary>
/// <param name="find">The uppermost overlay at a place of the window, in units, and its corner.</param>
/// <param name="window">Whose clipboard fields copy to and paste from.</param>
internal sealed class OverlayInput(OverlayInput.Finder find, IWindow window)
{
    private InteractiveCanvas? _dragged;
    private InteractiveCanvas? _typed;
    private InteractiveCanvas? _hovered;
    private SKPoint _corner;
    private bool _swallowsText;

    /// <summary>Looks for the uppermost overlay at a place.</summary>
    internal delegate InteractiveCanvas? Finder(float x, float y, out SKPoint corner);

    /// <summary>Handles what concerns an overlay.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <returns>Whether it is done with.</returns>
    internal bool Handle(in WindowEvent happened, float scale)
    {
        float x = happened.X / scale, y = happened.Y / scale;
        bool isSwallowed = _swallowsText && happened.Kind == WindowEventKind.Text;
        _swallowsText &= happened.Kind == WindowEventKind.Move;
        switch (happened.Kind)
        {
            case WindowEventKind.ButtonDown when happened.Button == 0:
                return Press(x, y);
            case WindowEventKind.Move when _dragged is not null:
                _dragged.Drag(x - _corner.X, y - _corner.Y);
                return IsDone(_dragged);
            case WindowEventKind.Move:
                Hover(x, y);
                return false;
            case WindowEventKind.ButtonUp when happened.Button == 0 && _dragged is { } released:
                _dragged = null;
                released.Release(x - _corner.X, y - _corner.Y);
                return IsDone(released);
            case WindowEventKind.Wheel when find(x, y, out SKPoint corner) is { } turned:
                turned.Turn(x - corner.X, y - corner.Y, happened.Delta);
                return IsDone(turned);
            case WindowEventKind.Text when isSwallowed:
                return true;
            case WindowEventKind.Text:
                Typed?.Type(happened.Character);
                return Typed is { } typed && IsDone(typed);
            case WindowEventKind.KeyDown when Typed is { } edited && happened.IsCommand:
                Edit(edited, happened.Key);
                return IsDone(edited);
            case WindowEventKind.KeyDown when Typed is { } pressed && happened.Key is not (>= Key.F1 and <= Key.F12):
                pressed.Type(happened.Key);
                return IsDone(pressed);
            default:
                return false;
        }
    }

    /// <summary>Lets an overlay be typed into although nobody clicked in it: a key has opened it, whose character follows and is not meant for it.</summary>
    internal void Enter(InteractiveCanvas overlay)
    {
        if (_typed != overlay)
        {
            _typed?.Leave();
        }

        (_typed, _swallowsText) = (overlay, true);
    }

    private InteractiveCanvas? Typed => _typed is { Typed: not null } ? _typed : null;

    /// <summary>What Ctrl or Cmd does with a key in a field.</summary>
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
                // As if it were typed: the first line, as fields have no more.
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
