using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A toolbar button that performs a key's action.</summary>
/// <param name="Key">The key, shown on the button.</param>
/// <param name="KeyName">Name of the key on screen.</param>
/// <param name="Caption">Returns the current description of the action.</param>
/// <param name="IsOn">Returns whether the switched item is on.</param>
internal sealed record Button(Key Key, string KeyName, Func<string> Caption, Func<bool> IsOn)
{
    private const float Padding = 8;
    private const float Gap = 6;
    internal const float Height = 24;

    /// <summary>Whether the button would have an effect now. An unavailable button is painted faintly, and pressing its key reports the reason.</summary>
    internal Func<bool> IsAvailable { get; init; } = () => true;

    private float _widest;

    /// <summary>Returns the width for the widest caption so far, so neighbouring buttons don't move.</summary>
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

/// <summary>A key and its action.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyName">Name of the key on screen.</param>
/// <param name="Meaning">Description of the action for the help.</param>
/// <param name="Act">Performs the action.</param>
internal sealed record Shortcut(Key Key, string KeyName, string Meaning, Action Act);
