using NeuroAgents.Viewer.Metering;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

/// <summary>A painted panel that is kept as an image on the graphics card, and painted anew at most ten times a second. Drawing it does not allocate.</summary>
internal sealed class CachedSheet : IDisposable
{
    /// <summary>Time between two paintings, s.</summary>
    internal const double Interval = 0.1;
    private const float Radius = 6;
    private SKSurface? _surface;
    private Sheet? _sheet;
    private SKSize _size;
    private float _scale;
    private double _due;

    /// <summary>Asks to be painted anew before it is drawn next: somebody did something.</summary>
    internal void Invalidate() => _due = 0;

    /// <summary>Draws the image, after painting it where that is due.</summary>
    /// <param name="target">The window's canvas.</param>
    /// <param name="easel">What it is painted with.</param>
    /// <param name="place">Where it lies, in units.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="now">The time, s.</param>
    /// <param name="paint">Paints it.</param>
    internal void Draw(SKCanvas target, Easel easel, SKRect place, float scale, double now, Action<Sheet> paint)
    {
        if (place.Width <= 0 || place.Height <= 0)
        {
            return;
        }

        if (_surface is null || place.Size != _size || scale != _scale)
        {
            Release();
            SKImageInfo pixels = new((int)MathF.Ceiling(place.Width * scale), (int)MathF.Ceiling(place.Height * scale), SKColorType.Rgba8888, SKAlphaType.Premul);
            _surface = SKSurface.Create(easel.Context, true, pixels);
            _sheet = new Sheet(_surface.Canvas, easel.Lettering, place.Size);
            (_size, _scale, _due) = (place.Size, scale, 0);
        }

        if (now >= _due)
        {
            easel.Meter.Enter(PicturePart.Repaint);
            Paint(_sheet!, place, scale, paint);
            easel.Meter.Enter(PicturePart.Own);
            _due = now + Interval;
        }

        // On whole pixels, or text would blur.
        _surface.Draw(target, MathF.Round(place.Left * scale), MathF.Round(place.Top * scale), null);
    }

    public void Dispose() => Release();

    private void Release()
    {
        _sheet?.Dispose();
        _surface?.Dispose();
    }

    private static void Paint(Sheet sheet, SKRect place, float scale, Action<Sheet> paint)
    {
        SKCanvas canvas = sheet.Canvas;
        canvas.ResetMatrix();
        canvas.Clear(SKColors.Transparent);
        canvas.Scale(scale);
        SKRect whole = new(0.5f, 0.5f, place.Width - 0.5f, place.Height - 0.5f);
        sheet.Fill(whole, Palette.Panel, Radius);
        sheet.Frame(whole, Palette.Line, Radius);
        paint(sheet);
    }
}
