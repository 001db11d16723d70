using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Viewer.Windowing;

/// <summary>What can happen to a window.</summary>
internal enum WindowEventKind
{
    /// <summary>A key went down, or repeats.</summary>
    KeyDown,

    /// <summary>A character was typed.</summary>
    Text,

    /// <summary>A key went up.</summary>
    KeyUp,

    /// <summary>A mouse button went down.</summary>
    ButtonDown,

    /// <summary>A mouse button went up.</summary>
    ButtonUp,

    /// <summary>The cursor moved.</summary>
    Move,

    /// <summary>The wheel turned.</summary>
    Wheel,

    /// <summary>A file was dropped.</summary>
    Drop,
}

/// <summary>Something that happened to a window.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">The key, of key events.</param>
/// <param name="Button">0 left, 1 right, 2 middle, of button events.</param>
/// <param name="X">Where the cursor is, pixels from the left.</param>
/// <param name="Y">Where the cursor is, pixels from the top.</param>
/// <param name="Delta">Notches that the wheel turned, away from the person above 0.</param>
/// <param name="Path">The dropped file.</param>
/// <param name="Character">What was typed, as the person's keyboard has it.</param>
/// <param name="IsCommand">Whether Ctrl or Cmd was down, of key events.</param>
internal readonly record struct WindowEvent(
    WindowEventKind Kind, Key Key = Key.Unknown, int Button = 0, float X = 0, float Y = 0, float Delta = 0, string? Path = null, char Character = '\0', bool IsCommand = false);
