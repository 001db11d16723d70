using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Toolkit;

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
