using NeuroAgents.Overlay.Metering;
using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A painted panel that is kept as an image on the graphics card, and painted anew at most ten times a second. Drawing it does not allocate.</summary>
internal sealed class CachedCanvas : IDisposable
{
    /// <summary>Time between two paintings, s.</summary>
    internal const double Interval = 0.1;
    private const float Radius = 6;
    private SKSurface? _surface;
    private PanelCanvas? _canvas;
    private SKSize _size;
    private float _scale;

    /// <summary>When it is to be painted next, s.</summary>
    internal double Due { get; private set; }

    /// <summary>When it was painted last, s.</summary>
    internal double Painted { get; private set; }

    /// <summary>Whether it has to be painted with the next picture.</summary>
    internal bool IsAskedFor => Due == 0;

    /// <summary>Asks to be painted anew before it is drawn next: somebody did something.</summary>
    internal void Invalidate() => Due = 0;

    /// <summary>Gives it a size; a new one asks to be painted.</summary>
    /// <param name="context">What it is painted with.</param>
    /// <param name="size">Its size, units.</param>
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

    /// <summary>Paints it.</summary>
    /// <param name="now">The time, s.</param>
    /// <param name="paint">What is on it.</param>
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

    /// <summary>Draws the image, on whole pixels, or text would blur.</summary>
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
/// <param name="Meter">Counts what painting costs.</param>
internal sealed record PaintContext(GRContext Context, TextRenderer Texts, PictureMeter Meter);
