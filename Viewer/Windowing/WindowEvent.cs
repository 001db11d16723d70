using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Viewer.Windowing;

/// <summary>The kind of a window event.</summary>
internal enum WindowEventKind
{
    /// <summary>A key was pressed, or repeats while held.</summary>
    KeyDown,

    /// <summary>A character was typed.</summary>
    Text,

    /// <summary>A key was released.</summary>
    KeyUp,

    /// <summary>A mouse button was pressed.</summary>
    ButtonDown,

    /// <summary>A mouse button was released.</summary>
    ButtonUp,

    /// <summary>The cursor moved.</summary>
    Move,

    /// <summary>The wheel turned.</summary>
    Wheel,

    /// <summary>A file was dropped.</summary>
    Drop,
}

/// <summary>An event of a window.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Key">The key, for key events.</param>
/// <param name="Button">The mouse button, for button events: 0 left, 1 right, 2 middle.</param>
/// <param name="X">Cursor position, pixels from the left.</param>
/// <param name="Y">Cursor position, pixels from the top.</param>
/// <param name="Delta">Notches that the wheel turned; positive is away from the user.</param>
/// <param name="Path">The dropped file.</param>
/// <param name="Character">The typed character, according to the user's keyboard layout.</param>
/// <param name="IsCommand">Whether Ctrl or Cmd was held, for key events.</param>
internal readonly record struct WindowEvent(
    WindowEventKind Kind, Key Key = Key.Unknown, int Button = 0, float X = 0, float Y = 0, float Delta = 0, string? Path = null, char Character = '\0', bool IsCommand = false);
