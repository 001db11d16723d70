using NeuroAgents.Overlay.Metering;
using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>The canvases of a picture, from bottom to top. Due canvases are painted in the order in which they became due, until the picture's time budget is spent.</summary>
/// <remarks>Allocates only when the number of canvases exceeds every earlier one.</remarks>
internal sealed class CanvasStack
{
    /// <summary>Processor time per picture for painting, ms. After it, only canvases with a requested repaint are painted.</summary>
    private const double Budget = 0.5;
    private readonly List<(CachedCanvas Canvas, SKRect Place, Action<PanelCanvas> Paint)> _canvases = [];

    internal void Clear() => _canvases.Clear();

    /// <summary>Puts a canvas on top.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="place">Place of the canvas, units; empty hides it.</param>
    /// <param name="paint">Paints it.</param>
    internal void Add(CachedCanvas canvas, SKRect place, Action<PanelCanvas> paint)
    {
        if (place.Width > 0 && place.Height > 0)
        {
            _canvases.Add((canvas, place, paint));
        }
    }

    /// <summary>Draws all canvases.</summary>
    /// <param name="target">The window's canvas.</param>
    /// <param name="context">Graphics context and font for painting.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="now">The time, s.</param>
    internal void Draw(SKCanvas target, PaintContext context, float scale, double now)
    {
        foreach ((CachedCanvas canvas, SKRect place, _) in _canvases)
        {
            canvas.Fit(context, place.Size, scale);
        }

        context.Meter.Enter(PicturePart.Repaint);
        double start = ThreadClock.Milliseconds;
        while (FindMostOverdue(now) is >= 0 and var i && (_canvases[i].Canvas.IsInvalid || ThreadClock.Milliseconds - start < Budget))
        {
            _canvases[i].Canvas.Paint(now, _canvases[i].Paint);
        }

        context.Meter.Enter(PicturePart.Own);
        foreach ((CachedCanvas canvas, SKRect place, _) in _canvases)
        {
            canvas.Draw(target, place.Location);
        }
    }

    /// <summary>Returns the canvas that has waited longest; −1 if none is due. A canvas that requests a repaint while it is painted gets it in the next picture.</summary>
    private int FindMostOverdue(double now)
    {
        int found = -1;
        for (int i = 0; i < _canvases.Count; i++)
        {
            CachedCanvas canvas = _canvases[i].Canvas;
            if (canvas.Due <= now && canvas.Painted != now && (found < 0 || canvas.Due < _canvases[found].Canvas.Due))
            {
                found = i;
            }
        }

        return found;
    }
}
