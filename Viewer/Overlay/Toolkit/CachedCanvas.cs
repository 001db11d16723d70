using NeuroAgents.Overlay.Metering;
using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A panel's cached image on the graphics card, repainted at most ten times a second. Drawing it does not allocate.</summary>
internal sealed class CachedCanvas : IDisposable
{
    /// <summary>Time between two repaints, s.</summary>
    internal const double Interval = 0.1;
    private const float Radius = 6;
    private SKSurface? _surface;
    private PanelCanvas? _canvas;
    private SKSize _size;
    private float _scale;

    /// <summary>Time of the next repaint, s.</summary>
    internal double Due { get; private set; }

    /// <summary>Time of the last repaint, s.</summary>
    internal double Painted { get; private set; }

    /// <summary>Whether the panel must be repainted in the next picture.</summary>
    internal bool IsInvalid => Due == 0;

    /// <summary>Requests a repaint before the next drawing.</summary>
    internal void Invalidate() => Due = 0;

    /// <summary>Sets the size; a new size requests a repaint.</summary>
    /// <param name="context">Graphics context and font for painting.</param>
    /// <param name="size">Size of the panel, units.</param>
    /// <param name="scale">Pixels per unit.</param>
    internal void Fit(PaintContext context, SKSize size, float scale)
    {
        if (_surface is null || size != _size || scale != _scale)
        {
            Release();
            SKImageInfo pixels = new((int)MathF.Ceiling(size.Width * scale), (int)MathF.Ceiling(size.Height * scale), SKColorType.Rgba8888, SKAlphaType.Premul);
            _surface = SKSurface.Create(context.Context, true, pixels);
            _canvas = new PanelCanvas(_surface.Canvas, context.Texts, size);
            (_size, _scale, Due) = (size, scale, 0);
        }
    }

    /// <summary>Paints the panel into its image.</summary>
    /// <param name="now">The time, s.</param>
    /// <param name="paint">Paints the panel's content.</param>
    internal void Paint(double now, Action<PanelCanvas> paint)
    {
        PanelCanvas canvas = _canvas!;
        canvas.Skia.ResetMatrix();
        canvas.Skia.Clear(SKColors.Transparent);
        canvas.Skia.Scale(_scale);
        SKRect whole = new(0.5f, 0.5f, _size.Width - 0.5f, _size.Height - 0.5f);
        canvas.Fill(whole, Palette.Panel, Radius);
        canvas.Frame(whole, Palette.Line, Radius);
        (Painted, Due) = (now, now + Interval);
        paint(canvas);
    }

    /// <summary>Draws the image at whole pixels, which keeps text sharp.</summary>
    internal void Draw(SKCanvas target, SKPoint corner) => _surface!.Draw(target, MathF.Round(corner.X * _scale), MathF.Round(corner.Y * _scale), null);

    public void Dispose() => Release();

    private void Release()
    {
        _canvas?.Dispose();
        _surface?.Dispose();
    }
}

/// <summary>The graphics context, the font and the meter for all canvases.</summary>
/// <param name="Context">The graphics card.</param>
/// <param name="Texts">The font.</param>
/// <param name="Meter">Measures the cost of painting.</param>
internal sealed record PaintContext(GRContext Context, TextRenderer Texts, PictureMeter Meter);
