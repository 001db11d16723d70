using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A renderer of text in the viewer's font. It also measures, shortens and wraps text.</summary>
internal sealed class TextRenderer : IDisposable
{
    private static readonly string[] s_families =
        ["DejaVu Sans", "Noto Sans", "Liberation Sans", "Segoe UI", "Helvetica Neue", "Helvetica", "Arial", "Ubuntu", "Cantarell"];

    private readonly SKTypeface _typeface;
    private readonly SKTypeface _bold;
    private readonly Dictionary<(float Size, bool IsBold), SKFont> _fonts = [];
    private readonly SKPaint _paint = new() { IsAntialias = true };

    /// <exception cref="MissingFontException">None of the families is installed. Without a font, SkiaSharp would silently draw nothing.</exception>
    internal TextRenderer()
        : this(s_families)
    {
    }

    internal TextRenderer(IReadOnlyList<string> families)
    {
        _typeface = Find(families) ?? throw new MissingFontException(families);
        _bold = SKFontManager.Default.MatchFamily(_typeface.FamilyName, SKFontStyle.Bold) ?? _typeface;
    }

    /// <summary>Name of the installed family.</summary>
    internal string Family => _typeface.FamilyName;

    /// <summary>Draws one line.</summary>
    internal void Draw(SKCanvas canvas, string text, float x, float baseline, float size, SKColor colour, SKTextAlign align = SKTextAlign.Left, bool isBold = false)
    {
        _paint.Color = colour;
        canvas.DrawText(text, x, baseline, align, Font(size, isBold), _paint);
    }

    internal float Width(string text, float size, bool isBold = false) => Font(size, isBold).MeasureText(text);

    /// <summary>Returns the text, shortened with dots at the end if it is too wide.</summary>
    internal string Fit(string text, float size, float width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        int length = text.Length - 1;
        while (length > 0 && Width(text[..length] + "…", size) > width)
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    /// <summary>Breaks a text between words into lines of a width. If the last line is too short for the rest, the line ends with dots.</summary>
    internal List<string> Wrap(string text, float size, float width, int maxLines)
    {
        List<string> lines = [];
        string rest = text;
        while (rest.Length > 0 && lines.Count < maxLines - 1 && Width(rest, size) > width)
        {
            int end = rest.LastIndexOf(' ');
            while (end > 0 && Width(rest[..end], size) > width)
            {
                end = rest.LastIndexOf(' ', end - 1);
            }

            if (end <= 0)
            {
                break;
            }

            lines.Add(rest[..end]);
            rest = rest[(end + 1)..];
        }

        if (rest.Length > 0)
        {
            lines.Add(Fit(rest, size, width));
        }

        return lines;
    }

    public void Dispose()
    {
        foreach (SKFont font in _fonts.Values)
        {
            font.Dispose();
        }

        _paint.Dispose();
    }

    private static SKTypeface? Find(IReadOnlyList<string> families)
        => families.Select(family => SKFontManager.Default.MatchFamily(family)).FirstOrDefault(typeface => typeface is { GlyphCount: > 0 });

    private SKFont Font(float size, bool isBold)
    {
        if (!_fonts.TryGetValue((size, isBold), out SKFont? font))
        {
            font = new SKFont(isBold ? _bold : _typeface, size) { Edging = SKFontEdging.Antialias, Subpixel = true, Hinting = SKFontHinting.Slight };
            _fonts.Add((size, isBold), font);
        }

        return font;
    }
}
