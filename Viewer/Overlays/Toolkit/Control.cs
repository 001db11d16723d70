using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

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

    internal abstract void Paint(Sheet sheet, bool isTyping);

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
