using ScottPlot.Colormaps;
using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>All colours of the viewer. Categories are those of Okabe and Ito, amounts are viridis: both are told apart with every kind of colour vision.</summary>
internal static class Palette
{
    /// <summary>Behind everything.</summary>
    public static readonly SKColor Background = new(0x10, 0x14, 0x1A);

    /// <summary>The world's ground.</summary>
    public static readonly SKColor Ground = new(0x17, 0x1C, 0x24);

    /// <summary>Lines on the ground.</summary>
    public static readonly SKColor GroundLine = new(0x22, 0x29, 0x33);

    /// <summary>Behind text.</summary>
    public static readonly SKColor Panel = new(0x1B, 0x21, 0x2A);

    /// <summary>Edges of panels, lines of plots.</summary>
    public static readonly SKColor Line = new(0x36, 0x40, 0x4D);

    /// <summary>Text.</summary>
    public static readonly SKColor Text = new(0xE6, 0xEA, 0xF0);

    /// <summary>Text that explains.</summary>
    public static readonly SKColor Faint = new(0x9A, 0xA5, 0xB4);

    /// <summary>What is chosen.</summary>
    public static readonly SKColor Accent = new(0x56, 0xB4, 0xE9);

    /// <summary>What asks for attention.</summary>
    public static readonly SKColor Warning = new(0xE6, 0x9F, 0x00);

    /// <summary>Bars of what is sensed.</summary>
    public static readonly SKColor Sensed = new(0x7F, 0x93, 0xAD);

    /// <summary>Food: apart from every amount, with every kind of colour vision.</summary>
    public static readonly SKColor Food = new(0xD8, 0x9C, 0xFF);

    /// <summary>Hazards.</summary>
    public static readonly SKColor Hazard = new(0xD5, 0x5E, 0x00);

    /// <summary>Agents without a value of what they are coloured by: born in this frame, or not taught.</summary>
    public static readonly SKColor NoValue = new(0x99, 0xA6, 0xB3);

    /// <summary>The way that an agent came.</summary>
    public static readonly SKColor Trail = new(0xF2, 0xF5, 0xF9);

    /// <summary>Kinds of agents, choices, phases of a frame, in their order.</summary>
    public static IReadOnlyList<SKColor> Categories { get; } =
    [
        new(0xD5, 0x5E, 0x00), new(0x56, 0xB4, 0xE9), new(0xF0, 0xE4, 0x42), new(0xCC, 0x79, 0xA7),
        new(0x00, 0x9E, 0x73), new(0xE6, 0x9F, 0x00), new(0x00, 0x72, 0xB2),
    ];

    /// <summary>Red and green of a choice of two that are called so, by names that people with every kind of colour vision tell apart.</summary>
    private static readonly SKColor[] s_redAndGreen = [new(0xE3, 0x6A, 0x2B), new(0x2F, 0xC4, 0x9A)];
    private static readonly Viridis s_viridis = new();
    private const int DivergingSteps = 256;
    private static readonly uint[] s_diverging = [.. Enumerable.Range(-DivergingSteps, 2 * DivergingSteps + 1).Select(step => Pixel(Diverging(step / (double)DivergingSteps)))];

    /// <summary>An amount.</summary>
    /// <param name="share">0 to 1.</param>
    public static SKColor Amount(double share)
    {
        // Its darkest quarter is hard to see on the ground.
        ScottPlot.Color colour = s_viridis.GetColor(0.25 + 0.75 * Math.Clamp(share, 0, 1));
        return new SKColor(colour.R, colour.G, colour.B);
    }

    /// <summary>A category.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="names">The names of all.</param>
    public static SKColor Category(int number, IReadOnlyList<string> names)
        => names is ["red", "green"] ? s_redAndGreen[number] : Categories[number % Categories.Count];

    /// <summary>An amount with a sign: the panel's own colour at 0, blue below and orange above, equally far for equally large.</summary>
    /// <param name="share">−1 to 1.</param>
    public static SKColor Diverging(double share)
    {
        double distance = Math.Min(1, Math.Abs(share));
        SKColor end = share < 0 ? new SKColor(0x4C, 0xB5, 0xF5) : new SKColor(0xFF, 0xA5, 0x1F);
        return Mix(Panel, end, distance);
    }

    /// <summary><see cref="Diverging"/> in fine steps, as a pixel of an RGBA picture: for maps of many.</summary>
    internal static uint DivergingPixel(double share) => s_diverging[(int)(DivergingSteps * Math.Clamp(share, -1, 1) + DivergingSteps + 0.5)];

    private static uint Pixel(SKColor colour) => colour.Red | (uint)colour.Green << 8 | (uint)colour.Blue << 16 | 0xFF000000;

    /// <summary>Between two colours.</summary>
    internal static SKColor Mix(SKColor from, SKColor to, double share)
    {
        byte Blend(byte a, byte b) => (byte)Math.Round(a + (b - a) * share);
        return new SKColor(Blend(from.Red, to.Red), Blend(from.Green, to.Green), Blend(from.Blue, to.Blue));
    }
}
