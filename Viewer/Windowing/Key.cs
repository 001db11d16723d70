namespace NeuroAgents.Viewer.Windowing;

/// <summary>Keys by what an American keyboard has in their place, numbered as GLFW numbers them. Those that the viewer uses have names.</summary>
public enum Key
{
#pragma warning disable CS1591 // the names say all
    Unknown = -1,
    Space = 32,
    Comma = 44,
    Minus = 45,
    Period = 46,
    Number0 = 48,
    Number1 = 49,
    Number2 = 50,
    Number3 = 51,
    Number4 = 52,
    Number5 = 53,
    Equal = 61,
    C = 67,
    F = 70,
    O = 79,
    P = 80,
    R = 82,
    Escape = 256,
    Tab = 258,
    Right = 262,
    Left = 263,
    Down = 264,
    Up = 265,
    Home = 268,
    F1 = 290,
    F12 = 301,
    KeypadSubtract = 333,
    KeypadAdd = 334,
#pragma warning restore CS1591
}
