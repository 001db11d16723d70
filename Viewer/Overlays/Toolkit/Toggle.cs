using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

/// <summary>A switch between on and off.</summary>
/// <param name="name">What it changes.</param>
/// <param name="read">Whether it is on now.</param>
/// <param name="write">Takes the other.</param>
internal sealed class Toggle(string name, Func<bool> read, Action<bool> write) : Control(name)
{
    private const float Width = 26;
    private const float Height = 14;

    internal override void Paint(Sheet sheet, bool isTyping)
    {
        bool isOn = read(), isEnabled = IsEnabled();
        SKRect track = new(Place.Right - Width, Place.MidY - Height / 2, Place.Right, Place.MidY + Height / 2);
        sheet.Fill(track, isOn && isEnabled ? Palette.Mix(Palette.Panel, Palette.Accent, 0.55) : Palette.Background, Height / 2);
        sheet.Frame(track, isOn && isEnabled ? Palette.Accent : Palette.Line, Height / 2);
        float knob = isOn ? track.Right - Height : track.Left;
        sheet.Fill(new SKRect(knob + 2.5f, track.Top + 2.5f, knob + Height - 2.5f, track.Bottom - 2.5f), isEnabled ? Palette.Text : Palette.Faint, Height / 2);
        sheet.TextRight(isOn ? "on" : "off", track.Left - 6, Place.MidY + 4, isEnabled ? Palette.Text : Palette.Faint);
    }

    internal override void Release(bool isInside)
    {
        if (isInside)
        {
            write(!read());
        }
    }
}
