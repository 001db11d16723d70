using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>The controls of a panel. The pressed control receives the drag; a pressed field receives typed text until another place is pressed.</summary>
internal sealed class ControlGroup
{
    private Control? _pressed;
    private Control? _typed;

    /// <summary>All controls, in the order of the Tab key.</summary>
    internal List<Control> All { get; } = [];

    /// <summary>The field that receives typed text.</summary>
    internal Control? Typed => _typed;

    /// <summary>The last field that received typed text, other than the current one.</summary>
    internal Control? LastTyped { get; private set; }

    /// <summary>Removes all controls.</summary>
    internal void Clear()
    {
        All.Clear();
        (_pressed, _typed, LastTyped) = (null, null, null);
    }

    internal void Paint(PanelCanvas canvas)
    {
        foreach (Control control in All)
        {
            if (!control.Place.IsEmpty)
            {
                control.Paint(canvas, control == _typed);
            }
        }
    }

    /// <summary>Handles a press of the mouse button.</summary>
    /// <returns>Whether a control receives the drag.</returns>
    internal bool Press(float x, float y)
    {
        Control? found = null;
        foreach (Control control in All)
        {
            found = control.Place.Contains(x, y) && control.IsEnabled() ? control : found;
        }

        TypeInto(found is { AcceptsText: true } ? found : null);
        _pressed = found;
        found?.Press(x);
        return found is not null;
    }

    internal void Drag(float x) => _pressed?.Drag(x);

    internal void Release(float x, float y)
    {
        Control? released = _pressed;
        _pressed = null;
        released?.Release(released.Place.Contains(x, y));
    }

    /// <summary>Makes another control receive typed text, or none.</summary>
    internal void TypeInto(Control? control)
    {
        if (control != _typed)
        {
            Control? left = _typed;
            (_typed, LastTyped) = (control, left ?? LastTyped);
            if (control is not null)
            {
                All.OfType<Field>().ToList().ForEach(field => field.ClearRefusal());
            }

            left?.Leave();
            control?.Enter();
        }
    }

    internal void Type(char character) => _typed?.Type(character);

    internal void Type(Key key)
    {
        switch (key)
        {
            case Key.Tab:
                List<Control> fields = All.FindAll(control => control.AcceptsText && control.IsEnabled() && !control.Place.IsEmpty);
                TypeInto(fields[(fields.IndexOf(_typed!) + 1) % fields.Count]);
                break;
            case Key.Escape:
                _typed?.Type(key);
                TypeInto(null);
                break;
            case Key.Enter or Key.KeypadEnter:
                _typed?.Type(key);
                TypeInto(_typed is Field { Refusal: not null } ? _typed : null);
                break;
            default:
                _typed?.Type(key);
                break;
        }
    }
}

/// <summary>A line of controls in a panel.</summary>
/// <param name="Label">Text before the controls; without controls it is a heading.</param>
/// <param name="Meaning">Explanation of the controls, shown under the cursor.</param>
/// <param name="Controls">A single control; a slider and its field; or buttons without a label.</param>
internal sealed record ControlRow(string Label, string Meaning, params IReadOnlyList<Control> Controls)
{
    internal const float Height = 22;
    private const float LabelWidth = 96;
    private const float FieldWidth = 62;
    private const float Gap = 6;

    /// <summary>Places the controls on a line.</summary>
    /// <param name="top">Top of the line.</param>
    /// <param name="right">Right end of the line.</param>
    internal void Arrange(float top, float right)
    {
        float left = PanelCanvas.Margin + (Label.Length > 0 ? LabelWidth : 0), bottom = top + Height - 3;
        if (Controls is [Slider slider, Field number])
        {
            slider.Place = new SKRect(left, top, right - FieldWidth - Gap, bottom);
            number.Place = new SKRect(right - FieldWidth, top, right, bottom);
            return;
        }

        float width = (right - left - Gap * (Controls.Count - 1)) / Controls.Count;
        for (int i = 0; i < Controls.Count; i++)
        {
            float x = left + i * (width + Gap);
            Controls[i].Place = new SKRect(x, top, x + width, bottom);
        }
    }

    /// <summary>Hides the controls when the line has no room.</summary>
    internal void Hide()
    {
        foreach (Control control in Controls)
        {
            control.Place = SKRect.Empty;
        }
    }

    internal bool Has(Control? control) => control is not null && Controls.Contains(control);
}
