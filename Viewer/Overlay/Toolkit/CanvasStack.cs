using NeuroAgents.Overlay.Metering;
using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>The canvases of a picture, the lowest first. Those that are due are painted in the order in which they became due, until a picture has spent its time on it.</summary>
/// <remarks>Does not allocate once it has held as many.</remarks>
internal sealed class CanvasStack
{
    /// <summary>Processor time after which no further canvas is painted in a picture, ms: but for one that somebody has asked for.</summary>
    private const double Budget = 0.5;
    private readonly List<(CachedCanvas Canvas, SKRect Place, Action<PanelCanvas> Paint)> _canvases = [];

    internal void Clear() => _canvases.Clear();

    /// <summary>Puts a canvas on top.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="place">Where it lies, in units; empty for nowhere.</param>
    /// <param name="paint">Paints it.</param>
    internal void Add(CachedCanvas canvas, SKRect place, Action<PanelCanvas> paint)
    {
        if (place.Width > 0 && place.Height > 0)
        {
            _canvases.Add((canvas, place, paint));
        }
    }

    /// <summary>Draws all of them.</summary>
    /// <param name="target">The window's canvas.</param>
    /// <param name="context">What they are painted with.</param>
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
        while (MostOverdue(now) is >= 0 and var i && (_canvases[i].Canvas.IsAskedFor || ThreadClock.Milliseconds - start < Budget))
        {
            _canvases[i].Canvas.Paint(now, _canvases[i].Paint);
        }

        context.Meter.Enter(PicturePart.Own);
        foreach ((CachedCanvas canvas, SKRect place, _) in _canvases)
        {
            canvas.Draw(target, place.Location);
        }
    }

    /// <summary>The canvas that has waited longest; −1 if none is due. One that asks for another painting while it is painted gets it with the next picture.</summary>
    private int MostOverdue(double now)
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
