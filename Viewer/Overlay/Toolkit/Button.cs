using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A button that does what a key does.</summary>
/// <param name="Key">The key; it stands on the button.</param>
/// <param name="KeyName">What the key is called.</param>
/// <param name="Caption">What it does, now.</param>
/// <param name="IsOn">Whether what it switches is on.</param>
internal sealed record Button(Key Key, string KeyName, Func<string> Caption, Func<bool> IsOn)
{
    private const float Padding = 8;
    private const float Gap = 6;
    internal const float Height = 24;

    /// <summary>Whether it would do anything now; where not it is painted faintly, and its key says why.</summary>
    internal Func<bool> IsAvailable { get; init; } = () => true;

    private float _widest;

    /// <summary>As wide as what it says, and as it ever was: those beside it don't move.</summary>
    internal float Width(TextRenderer texts)
        => _widest = Math.Max(_widest, 2 * Padding + Gap + texts.Width(Caption(), PanelCanvas.Body) + texts.Width(KeyName, PanelCanvas.Small));

    internal void Paint(PanelCanvas canvas, SKRect place)
    {
        bool isOn = IsOn();
        canvas.Fill(place, isOn ? Palette.Mix(Palette.Panel, Palette.Accent, 0.25) : Palette.Background, 4);
        canvas.Frame(place, isOn ? Palette.Accent : Palette.Line, 4);
        float baseline = place.MidY + 4;
        canvas.Text(Caption(), place.Left + Padding, baseline, IsAvailable() ? Palette.Text : Palette.Faint);
        canvas.TextRight(KeyName, place.Right - Padding, baseline, isOn ? Palette.Accent : Palette.Faint, PanelCanvas.Small);
    }
}

/// <summary>What a key does.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyName">What people call it.</param>
/// <param name="Meaning">What it does, for the help.</param>
/// <param name="Act">Does it.</param>
internal sealed record Shortcut(Key Key, string KeyName, string Meaning, Action Act);
