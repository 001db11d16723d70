using NeuroAgents.Viewer.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>An overlay that stands over the world while it is asked for.</summary>
internal abstract class Card : Overlay
{
    internal bool IsShown { get; set; }

    /// <summary>In the middle of the world's part of the window, and yet all of it in the window; as large as it needs to be.</summary>
    internal SKRect Place(PanelLayout layout)
    {
        (float width, float height) = Size;
        SKRect place = new(0, 0, width, height);
        float left = Math.Max(layout.Bar.Left, Math.Min(layout.World.MidX - width / 2, layout.Bar.Right - width));
        place.Offset(MathF.Round(left), MathF.Round(Math.Max(layout.Bar.Bottom + PanelLayout.Gap, layout.World.MidY - height / 2)));
        return place;
    }

    protected abstract (float Width, float Height) Size { get; }

    internal abstract void Paint(PanelCanvas canvas);
}
