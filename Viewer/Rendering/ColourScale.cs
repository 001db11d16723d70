using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Overlay.Toolkit;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A texture with the colours of a measure, along its scale.</summary>
internal sealed class ColourScale : IDisposable
{
    internal const int Width = 256;
    private readonly GL _gl;
    private readonly uint _texture;
    private Measure? _measure;

    internal ColourScale(GL gl)
    {
        _gl = gl;
        _texture = gl.GenTexture();
    }

    /// <summary>Returns the colour at a position on a measure's scale, 0 to 1.</summary>
    internal static SKColor Colour(Measure measure, float share) => measure.Categories is { } names
        ? Palette.Category(Math.Min(names.Count - 1, (int)(share * names.Count)), names)
        : Palette.Amount(share);

    /// <summary>Binds the texture, refilled first if the measure has changed.</summary>
    internal void Bind(Measure measure)
    {
        _gl.BindTexture(TextureTarget.Texture2D, _texture);
        if (!ReferenceEquals(measure, _measure))
        {
            Fill(measure);
            _measure = measure;
        }
    }

    public void Dispose() => _gl.DeleteTexture(_texture);

    private void Fill(Measure measure)
    {
        Span<byte> pixels = stackalloc byte[Width * 4];
        for (int i = 0; i < Width; i++)
        {
            SKColor colour = Colour(measure, (i + 0.5f) / Width);
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = (colour.Red, colour.Green, colour.Blue, 255);
        }

        _gl.TexImage2D<byte>(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, Width, 1, 0, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
        TextureSettings.Set(_gl, TextureMinFilter.Nearest);
    }
}
