using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Saving;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>The reading and saving of the window's picture.</summary>
internal static class Pixels
{
    /// <summary>Reads the back buffer. Call it after drawing and before swapping.</summary>
    internal static SKBitmap Read(GL gl, int width, int height)
    {
        byte[] pixels = new byte[width * height * 4];
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        gl.ReadBuffer(ReadBufferMode.Back);
        gl.PixelStore(PixelStoreParameter.PackAlignment, 4);
        gl.PixelStore(PixelStoreParameter.PackRowLength, 0);
        gl.ReadPixels<byte>(0, 0, (uint)width, (uint)height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
        SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> rows = bitmap.GetPixelSpan();
        for (int y = 0; y < height; y++)
        {
            // OpenGL's first row is the bottom one.
            pixels.AsSpan((height - 1 - y) * width * 4, width * 4).CopyTo(rows[(y * bitmap.RowBytes)..]);
        }

        return bitmap;
    }

    /// <summary>Returns whether a file name has the extension of the files that <see cref="Save"/> writes.</summary>
    internal static bool IsPicture(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a picture as PNG.</summary>
    internal static void Save(SKBitmap bitmap, string path)
    {
        using SKPixmap pixmap = bitmap.PeekPixels();
        using SKData data = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9))
            ?? throw new IOException($"\"{path}\": the picture can't be encoded.");
        BlockingWrite.Run(path, () => ReplacedFile.Write(path, data.SaveTo));
    }
}
