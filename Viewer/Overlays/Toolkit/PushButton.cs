using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

/// <summary>Something that is done when the button goes up on it.</summary>
/// <param name="name">What it says.</param>
/// <param name="act">Does it.</param>
internal sealed class PushButton(string name, Action act) : Control(name)
{
    private bool _isDown;

    /// <summary>Whether it asks to be pressed.</summary>
    internal Func<bool> IsWaiting { get; init; } = () => false;

    internal override void Paint(Sheet sheet, bool isTyping)
    {
        bool isWaiting = IsWaiting() && IsEnabled();
        sheet.Fill(Place, _isDown ? Palette.Mix(Palette.Panel, Palette.Accent, 0.5) : isWaiting ? Palette.Mix(Palette.Panel, Palette.Accent, 0.25) : Palette.Background, 4);
        sheet.Frame(Place, _isDown || isWaiting ? Palette.Accent : Palette.Line, 4);
        sheet.Text(Name, Place.MidX, Place.MidY + 4, IsEnabled() ? Palette.Text : Palette.Faint, Sheet.Body, SKTextAlign.Center);
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
