using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>The controls of a panel: the one that was pressed has the drag, and the field that was pressed is typed into until another place is.</summary>
internal sealed class ControlGroup
{
    private Control? _pressed;
    private Control? _typed;

    /// <summary>All of them, in the order of the Tab key.</summary>
    internal List<Control> All { get; } = [];

    /// <summary>The field that is typed into.</summary>
    internal Control? Typed => _typed;

    /// <summary>The field that was typed into before.</summary>
    internal Control? Left { get; private set; }

    /// <summary>Forgets all of them.</summary>
    internal void Clear()
    {
        All.Clear();
        (_pressed, _typed, Left) = (null, null, null);
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

    /// <summary>The button went down.</summary>
    /// <returns>Whether a control has the drag.</returns>
    internal bool Press(float x, float y)
    {
        Control? found = null;
        foreach (Control control in All)
        {
            found = control.Place.Contains(x, y) && control.IsEnabled() ? control : found;
        }

        TypeInto(found is { TakesText: true } ? found : null);
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

    /// <summary>Another control is typed into, or none.</summary>
    internal void TypeInto(Control? control)
    {
        if (control != _typed)
        {
            Control? left = _typed;
            (_typed, Left) = (control, left ?? Left);
            if (control is not null)
            {
                All.OfType<Field>().ToList().ForEach(field => field.Forget());
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
                List<Control> fields = All.FindAll(control => control.TakesText && control.IsEnabled() && !control.Place.IsEmpty);
                TypeInto(fields[(fields.IndexOf(_typed!) + 1) % fields.Count]);
                break;
            case Key.Escape:
                _typed?.Type(key);
                TypeInto(null);
                break;
            case Key.Enter or Key.KeypadEnter:
                _typed?.Type(key);
                TypeInto(_typed is Field { Complaint: not null } ? _typed : null);
                break;
            default:
                _typed?.Type(key);
                break;
        }
    }
}

/// <summary>A line of controls in a panel.</summary>
/// <param name="Label">What stands before them; without controls it is a heading.</param>
/// <param name="Meaning">What they change, for whoever points at them.</param>
/// <param name="Controls">A single one; a slider and its field; or buttons, which have no label.</param>
internal sealed record ControlRow(string Label, string Meaning, params IReadOnlyList<Control> Controls)
{
    internal const float Height = 22;
    private const float LabelWidth = 96;
    private const float FieldWidth = 62;
    private const float Gap = 6;

    /// <summary>Gives the controls their places on a line.</summary>
    /// <param name="top">Where the line begins.</param>
    /// <param name="right">Where it ends on the right.</param>
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

    /// <summary>Takes the controls' places: the line has no room.</summary>
    internal void Hide()
    {
        foreach (Control control in Controls)
        {
            control.Place = SKRect.Empty;
        }
    }

    internal bool Has(Control? control) => control is not null && Controls.Contains(control);
}
