using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A panel's canvas with the few shapes that panels consist of. Lengths are in units from the panel's corner.</summary>
/// <param name="canvas">The scaled canvas.</param>
/// <param name="texts">The font.</param>
/// <param name="size">Size of the panel.</param>
internal sealed class PanelCanvas(SKCanvas canvas, TextRenderer texts, SKSize size) : IDisposable
{
    /// <summary>Size of text.</summary>
    internal const float Body = 11;

    /// <summary>Size of text in tables and axes.</summary>
    internal const float Small = 9.5f;

    /// <summary>Space between a panel's edge and its content.</summary>
    internal const float Margin = 12;

    private readonly SKPaint _paint = new() { IsAntialias = true };

    /// <summary>The scaled SkiaSharp canvas.</summary>
    internal SKCanvas Skia => canvas;

    internal TextRenderer Texts => texts;

    internal float Width => size.Width;

    internal float Height => size.Height;

    /// <summary>Right end of the panel's content.</summary>
    internal float Right => size.Width - Margin;

    internal void Text(string text, float x, float baseline, SKColor? colour = null, float textSize = Body, SKTextAlign align = SKTextAlign.Left, bool isBold = false)
        => texts.Draw(canvas, text, x, baseline, textSize, colour ?? Palette.Text, align, isBold);

    internal void TextRight(string text, float right, float baseline, SKColor? colour = null, float textSize = Body)
        => Text(text, right, baseline, colour, textSize, SKTextAlign.Right);

    internal void Fill(SKRect rect, SKColor colour, float radius = 0)
    {
        Use(colour, SKPaintStyle.Fill, 0);
        canvas.DrawRoundRect(rect, radius, radius, _paint);
    }

    internal void Frame(SKRect rect, SKColor colour, float radius = 0, float width = 1)
    {
        Use(colour, SKPaintStyle.Stroke, width);
        canvas.DrawRoundRect(rect, radius, radius, _paint);
    }

    internal void Line(float fromX, float fromY, float toX, float toY, SKColor colour, float width = 1)
    {
        Use(colour, SKPaintStyle.Stroke, width);
        canvas.DrawLine(fromX, fromY, toX, toY, _paint);
    }

    internal void Path(SKPath path, SKColor colour, float strokeWidth = 0)
    {
        Use(colour, strokeWidth > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill, strokeWidth);
        canvas.DrawPath(path, _paint);
    }

    /// <summary>Paints a value within its range as a bar, from zero if the range contains it, else from the lower end.</summary>
    internal void Bar(SKRect track, float value, float minimum, float maximum, SKColor colour)
    {
        Fill(track, Palette.Background, 2);
        float Along(float at) => track.Left + track.Width * Math.Clamp((at - minimum) / (maximum - minimum), 0, 1);
        float zero = Along(Math.Clamp(0, minimum, maximum)), end = Along(value);
        Fill(new SKRect(Math.Min(zero, end), track.Top, Math.Max(zero, end), track.Bottom), colour, 1);
        if (minimum < 0 && maximum > 0)
        {
            Line(zero, track.Top - 1, zero, track.Bottom + 1, Palette.Faint.WithAlpha(130));
        }
    }

    public void Dispose() => _paint.Dispose();

    private void Use(SKColor colour, SKPaintStyle style, float width) => (_paint.Color, _paint.Style, _paint.StrokeWidth) = (colour, style, width);
}
