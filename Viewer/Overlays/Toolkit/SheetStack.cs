using NeuroAgents.Viewer.Metering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

/// <summary>The sheets of a picture, the lowest first. Those that are due are painted in the order in which they became due, until a picture has spent its time on it.</summary>
/// <remarks>Does not allocate once it has held as many.</remarks>
internal sealed class SheetStack
{
    /// <summary>Processor time after which no further sheet is painted in a picture, ms: but for one that somebody has asked for.</summary>
    private const double Budget = 0.5;
    private readonly List<(CachedSheet Sheet, SKRect Place, Action<Sheet> Paint)> _sheets = [];

    internal void Clear() => _sheets.Clear();

    /// <summary>Puts a sheet on top.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="place">Where it lies, in units; empty for nowhere.</param>
    /// <param name="paint">Paints it.</param>
    internal void Add(CachedSheet sheet, SKRect place, Action<Sheet> paint)
    {
        if (place.Width > 0 && place.Height > 0)
        {
            _sheets.Add((sheet, place, paint));
        }
    }

    /// <summary>Draws all of them.</summary>
    /// <param name="target">The window's canvas.</param>
    /// <param name="easel">What they are painted with.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="now">The time, s.</param>
    internal void Draw(SKCanvas target, Easel easel, float scale, double now)
    {
        foreach ((CachedSheet sheet, SKRect place, _) in _sheets)
        {
            sheet.Fit(easel, place.Size, scale);
        }

        easel.Meter.Enter(PicturePart.Repaint);
        double start = ThreadClock.Milliseconds;
        while (MostOverdue(now) is >= 0 and var i && (_sheets[i].Sheet.IsAskedFor || ThreadClock.Milliseconds - start < Budget))
        {
            _sheets[i].Sheet.Paint(now, _sheets[i].Paint);
        }

        easel.Meter.Enter(PicturePart.Own);
        foreach ((CachedSheet sheet, SKRect place, _) in _sheets)
        {
            sheet.Draw(target, place.Location);
        }
    }

    /// <summary>The sheet that has waited longest; −1 if none is due. One that asks for another painting while it is painted gets it with the next picture.</summary>
    private int MostOverdue(double now)
    {
        int found = -1;
        for (int i = 0; i < _sheets.Count; i++)
        {
            CachedSheet sheet = _sheets[i].Sheet;
            if (sheet.Due <= now && sheet.Painted != now && (found < 0 || sheet.Due < _sheets[found].Sheet.Due))
            {
                found = i;
            }
        }

        return found;
    }
}
