using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A switch with a segment for each of a few choices.</summary>
/// <param name="names">Captions of the segments.</param>
internal sealed class Segments(IReadOnlyList<string> names)
{
    internal const float Height = 18;
    private const float Padding = 8;
    private SKRect _place;

    /// <summary>Returns the width for all captions.</summary>
    internal float Width(TextRenderer texts) => names.Count == 0 ? 0 : names.Count * (names.Max(name => texts.Width(name, PanelCanvas.Small)) + Padding);

    /// <summary>Returns the segment at a place of the panel; −1 for none.</summary>
    internal int At(float x, float y)
        => _place.Contains(x, y) ? Math.Clamp((int)((x - _place.Left) / _place.Width * names.Count), 0, names.Count - 1) : -1;

    /// <summary>Returns the place of a segment.</summary>
    internal SKRect Place(int segment)
    {
        float width = _place.Width / names.Count;
        return SKRect.Create(_place.Left + segment * width, _place.Top, width, _place.Height);
    }

    internal void Paint(PanelCanvas canvas, SKRect place, int chosen)
    {
        _place = place;
        canvas.Fill(place, Palette.Background, 4);
        for (int i = 0; i < names.Count; i++)
        {
            SKRect segment = Place(i);
            if (i == chosen)
            {
                canvas.Fill(segment, Palette.Mix(Palette.Panel, Palette.Accent, 0.25), 4);
                canvas.Frame(segment, Palette.Accent, 4);
            }

            canvas.Text(names[i], segment.MidX, segment.MidY + 3.5f, i == chosen ? Palette.Text : Palette.Faint, PanelCanvas.Small, SKTextAlign.Center);
        }

        canvas.Frame(place, Palette.Line, 4);
    }
}
