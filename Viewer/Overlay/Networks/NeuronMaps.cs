using NeuroAgents.Overlay.Brains;
using System.Runtime.InteropServices;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>Small pictures of each neuron's output over the plane. Each has its own scale, which is the same for both signs.</summary>
internal static class NeuronMaps
{
    private const int Side = BrainSnapshot.MapSide;
    private const int Columns = 64;

    /// <summary>Creates one picture with all maps in rows, because graphics cards limit a picture's height.</summary>
    internal static SKImage Create(ReadOnlySpan<float> maps)
    {
        int neurons = maps.Length / (Side * Side);
        using SKBitmap bitmap = new(new SKImageInfo(Side * Columns, Side * ((neurons + Columns - 1) / Columns), SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            ReadOnlySpan<float> map = maps.Slice(neuron * Side * Side, Side * Side);
            float limit = Largest(map);
            for (int i = 0; i < map.Length; i++)
            {
                // A picture's first row is at the top.
                int row = neuron / Columns * Side + Side - 1 - i / Side, column = neuron % Columns * Side + i % Side;
                pixels[row * bitmap.Width + column] = Palette.DivergingPixel(map[i] / limit);
            }
        }

        return SKImage.FromBitmap(bitmap);
    }

    internal static void Paint(PanelCanvas canvas, SKImage maps, int neuron, SKRect place)
        => canvas.Skia.DrawImage(
            maps, SKRect.Create(neuron % Columns * Side, neuron / Columns * Side, Side, Side), place, new SKSamplingOptions(SKFilterMode.Linear));

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 1e-6f;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
