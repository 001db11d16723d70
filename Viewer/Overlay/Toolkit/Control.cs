using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>Something in a panel that a person can change. Places are in units from the panel's corner.</summary>
/// <param name="name">What it changes, unique among the controls of its panel.</param>
internal abstract class Control(string name)
{
    /// <summary>What it changes.</summary>
    internal string Name => name;

    /// <summary>Where it stands, as painted last: where it answers.</summary>
    internal SKRect Place { get; set; }

    /// <summary>Whether it can be used now; where not it is painted faintly and answers nothing.</summary>
    internal Func<bool> IsEnabled { get; init; } = () => true;

    /// <summary>Whether it takes what is typed, once it was pressed.</summary>
    internal virtual bool TakesText => false;

    internal abstract void Paint(PanelCanvas canvas, bool isTyping);

    /// <summary>The button went down on it.</summary>
    internal virtual void Press(float x)
    {
    }

    /// <summary>The cursor moved with the button down, wherever it is.</summary>
    internal virtual void Drag(float x)
    {
    }

    /// <summary>The button went up again.</summary>
    /// <param name="isInside">Whether the cursor is still on it.</param>
    internal virtual void Release(bool isInside)
    {
    }

    /// <summary>Typing begins.</summary>
    internal virtual void Enter()
    {
    }

    internal virtual void Type(char character)
    {
    }

    internal virtual void Type(Key key)
    {
    }

    /// <summary>Typing ends.</summary>
    internal virtual void Leave()
    {
    }
}

/// <summary>A switch between on and off.</summary>
/// <param name="name">What it changes.</param>
/// <param name="read">Whether it is on now.</param>
/// <param name="write">Takes the other.</param>
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

/// <summary>Something that is done when the button goes up on it.</summary>
/// <param name="name">What it says.</param>
/// <param name="act">Does it.</param>
internal sealed class PushButton(string name, Action act) : Control(name)
{
    private bool _isDown;

    /// <summary>Whether it asks to be pressed.</summary>
    internal Func<bool> IsWaiting { get; init; } = () => false;

    internal override void Paint(PanelCanvas canvas, bool isTyping)
    {
        bool isWaiting = IsWaiting() && IsEnabled();
        canvas.Fill(Place, _isDown ? Palette.Mix(Palette.Panel, Palette.Accent, 0.5) : isWaiting ? Palette.Mix(Palette.Panel, Palette.Accent, 0.25) : Palette.Background, 4);
        canvas.Frame(Place, _isDown || isWaiting ? Palette.Accent : Palette.Line, 4);
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

/// <summary>One of a few words: its left end goes back, the rest of it on.</summary>
/// <param name="name">What it changes.</param>
/// <param name="words">The words in their order.</param>
/// <param name="read">The word that holds now.</param>
/// <param name="write">Takes another one.</param>
internal sealed class Choice(string name, IReadOnlyList<string> words, Func<string> read, Action<string> write) : Control(name)
{
    private const float Arrow = 18;
    private int _way;

    /// <summary>Whether a word that is not the default stands out.</summary>
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
