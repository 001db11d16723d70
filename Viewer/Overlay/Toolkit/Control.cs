using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A control in a panel. Places are in units from the panel's corner.</summary>
/// <param name="name">Name of the controlled value, unique in its panel.</param>
internal abstract class Control(string name)
{
    /// <summary>Name of the controlled value.</summary>
    internal string Name => name;

    /// <summary>Place of the last painting; only clicks inside it count.</summary>
    internal SKRect Place { get; set; }

    /// <summary>Whether the control can be used now. A disabled control is painted faintly and ignores input.</summary>
    internal Func<bool> IsEnabled { get; init; } = () => true;

    /// <summary>Whether the control accepts typed text after it was pressed.</summary>
    internal virtual bool AcceptsText => false;

    internal abstract void Paint(PanelCanvas canvas, bool isTyping);

    /// <summary>Handles a press of the mouse button on the control.</summary>
    internal virtual void Press(float x)
    {
    }

    /// <summary>Handles a move of the cursor with the button down, inside or outside the control.</summary>
    internal virtual void Drag(float x)
    {
    }

    /// <summary>Handles the release of the button.</summary>
    /// <param name="isInside">Whether the cursor is still on the control.</param>
    internal virtual void Release(bool isInside)
    {
    }

    /// <summary>Begins typing.</summary>
    internal virtual void Enter()
    {
    }

    internal virtual void Type(char character)
    {
    }

    internal virtual void Type(Key key)
    {
    }

    /// <summary>Ends typing.</summary>
    internal virtual void Leave()
    {
    }
}

/// <summary>A switch between on and off.</summary>
/// <param name="name">Name of the controlled value.</param>
/// <param name="read">Returns whether the switch is on.</param>
/// <param name="write">Sets the new state.</param>
internal sealed class Toggle(string name, Func<bool> read, Action<bool> write) : Control(name)
{
    private const float Width = 26;
    private const float Height = 14;

    internal override void Paint(PanelCanvas canvas, bool isTyping)
    {
        bool isOn = read(), isEnabled = IsEnabled();
        SKRect track = new(Place.Right - Width, Place.MidY - Height / 2, Place.Right, Place.MidY + Height / 2);
        canvas.Fill(track, isOn && isEnabled ? Palette.Mix(Palette.Panel, Palette.Accent, 0.55) : Palette.Background, Height / 2);
        canvas.Frame(track, isOn && isEnabled ? Palette.Accent : Palette.Line, Height / 2);
        float knob = isOn ? track.Right - Height : track.Left;
        canvas.Fill(new SKRect(knob + 2.5f, track.Top + 2.5f, knob + Height - 2.5f, track.Bottom - 2.5f), isEnabled ? Palette.Text : Palette.Faint, Height / 2);
        canvas.TextRight(isOn ? "on" : "off", track.Left - 6, Place.MidY + 4, isEnabled ? Palette.Text : Palette.Faint);
    }

    internal override void Release(bool isInside)
    {
        if (isInside)
        {
            write(!read());
        }
    }
}

/// <summary>A button that acts when the mouse button is released on it.</summary>
/// <param name="name">Caption of the button.</param>
/// <param name="act">Performs the action.</param>
internal sealed class PushButton(string name, Action act) : Control(name)
{
    private bool _isDown;

    /// <summary>Whether the button is highlighted because a press is expected.</summary>
    internal Func<bool> IsHighlighted { get; init; } = () => false;

    internal override void Paint(PanelCanvas canvas, bool isTyping)
    {
        bool isHighlighted = IsHighlighted() && IsEnabled();
        canvas.Fill(Place, _isDown ? Palette.Mix(Palette.Panel, Palette.Accent, 0.5) : isHighlighted ? Palette.Mix(Palette.Panel, Palette.Accent, 0.25) : Palette.Background, 4);
        canvas.Frame(Place, _isDown || isHighlighted ? Palette.Accent : Palette.Line, 4);
        canvas.Text(Name, Place.MidX, Place.MidY + 4, IsEnabled() ? Palette.Text : Palette.Faint, PanelCanvas.Body, SKTextAlign.Center);
    }

    internal override void Press(float x) => _isDown = true;

    internal override void Release(bool isInside)
    {
        _isDown = false;
        if (isInside)
        {
            act();
        }
    }
}

/// <summary>A choice among a few words. A click at its left end selects the previous word, a click elsewhere the next.</summary>
/// <param name="name">Name of the controlled value.</param>
/// <param name="words">The words in their order.</param>
/// <param name="read">Returns the current word.</param>
/// <param name="write">Sets another word.</param>
internal sealed class Choice(string name, IReadOnlyList<string> words, Func<string> read, Action<string> write) : Control(name)
{
    private const float Arrow = 18;
    private int _way;

    /// <summary>Whether a word other than the default is highlighted.</summary>
    internal Func<bool> IsMarked { get; init; } = () => false;

    internal override void Paint(PanelCanvas canvas, bool isTyping)
    {
        canvas.Fill(Place, Palette.Background, 3);
        canvas.Frame(Place, Palette.Line, 3);
        float baseline = Place.MidY + 4;
        SKColor arrows = IsEnabled() ? Palette.Accent : Palette.Line;
        canvas.Text("‹", Place.Left + Arrow / 2, baseline, arrows, PanelCanvas.Body, SKTextAlign.Center);
        canvas.Text("›", Place.Right - Arrow / 2, baseline, arrows, PanelCanvas.Body, SKTextAlign.Center);
        string word = canvas.Texts.Fit(read(), PanelCanvas.Body, Place.Width - 2 * Arrow);
        canvas.Text(word, Place.MidX, baseline, !IsEnabled() ? Palette.Faint : IsMarked() ? Palette.Warning : Palette.Text, PanelCanvas.Body, SKTextAlign.Center);
    }

    internal override void Press(float x) => _way = x < Place.Left + Arrow ? -1 : 1;

    internal override void Release(bool isInside)
    {
        if (isInside)
        {
            int now = words.ToList().IndexOf(read());
            write(words[(now + _way + words.Count) % words.Count]);
        }
    }
}
