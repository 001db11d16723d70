using NeuroAgents.Viewer.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>An overlay that stands over the world while it is asked for.</summary>
internal abstract class Card : IOverlay, IDisposable
{
    public CachedCanvas Image { get; } = new();

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

    public virtual Field? Typed => null;

    public virtual bool Hover(float x, float y) => false;

    public virtual bool Press(float x, float y) => false;

    public virtual void Drag(float x, float y)
    {
    }

    public virtual void Release(float x, float y)
    {
    }

    public virtual void Turn(float x, float y, float notches)
    {
    }

    public virtual void Type(char character)
    {
    }

    public virtual void Type(Windowing.Key key)
    {
    }

    public virtual void Leave()
    {
    }

    public void Dispose() => Image.Dispose();
}
