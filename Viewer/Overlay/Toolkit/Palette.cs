using ScottPlot.Colormaps;
using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>All colours of the viewer. Categories use the colours of Okabe and Ito, amounts viridis; both can be told apart with every kind of colour vision.</summary>
internal static class Palette
{
    /// <summary>Colour behind everything.</summary>
    public static readonly SKColor Background = new(0x10, 0x14, 0x1A);

    /// <summary>Colour of the world's ground.</summary>
    public static readonly SKColor Ground = new(0x17, 0x1C, 0x24);

    /// <summary>Colour of lines on the ground.</summary>
    public static readonly SKColor GroundLine = new(0x22, 0x29, 0x33);

    /// <summary>Colour behind text.</summary>
    public static readonly SKColor Panel = new(0x1B, 0x21, 0x2A);

    /// <summary>Colour of panel edges and plot lines.</summary>
    public static readonly SKColor Line = new(0x36, 0x40, 0x4D);

    /// <summary>Colour of text.</summary>
    public static readonly SKColor Text = new(0xE6, 0xEA, 0xF0);

    /// <summary>Colour of explanations.</summary>
    public static readonly SKColor Faint = new(0x9A, 0xA5, 0xB4);

    /// <summary>Colour of selected items.</summary>
    public static readonly SKColor Accent = new(0x56, 0xB4, 0xE9);

    /// <summary>Colour of warnings.</summary>
    public static readonly SKColor Warning = new(0xE6, 0x9F, 0x00);

    /// <summary>Colour of bars for sensed values.</summary>
    public static readonly SKColor Sensed = new(0x7F, 0x93, 0xAD);

    /// <summary>Colour of food, distinct from every amount with every kind of colour vision.</summary>
    public static readonly SKColor Food = new(0xD8, 0x9C, 0xFF);

    /// <summary>Colour of hazards.</summary>
    public static readonly SKColor Hazard = new(0xD5, 0x5E, 0x00);

    /// <summary>Colour of agents without a value for the current colouring: born in this frame, or not taught.</summary>
    public static readonly SKColor NoValue = new(0x99, 0xA6, 0xB3);

    /// <summary>Colour of a past path of an agent.</summary>
    public static readonly SKColor Trail = new(0xF2, 0xF5, 0xF9);

    /// <summary>Colours of agent kinds, choices and phases of a frame, in their order.</summary>
    public static IReadOnlyList<SKColor> Categories { get; } =
    [
        new(0xD5, 0x5E, 0x00), new(0x56, 0xB4, 0xE9), new(0xF0, 0xE4, 0x42), new(0xCC, 0x79, 0xA7),
        new(0x00, 0x9E, 0x73), new(0xE6, 0x9F, 0x00), new(0x00, 0x72, 0xB2),
    ];

    /// <summary>Colours for a choice of two named red and green, distinct with every kind of colour vision.</summary>
    private static readonly SKColor[] s_redAndGreen = [new(0xE3, 0x6A, 0x2B), new(0x2F, 0xC4, 0x9A)];
    private static readonly Viridis s_viridis = new();
    private const int DivergingSteps = 256;
    private static readonly uint[] s_diverging = [.. Enumerable.Range(-DivergingSteps, 2 * DivergingSteps + 1).Select(step => Pixel(Diverging(step / (double)DivergingSteps)))];

    /// <summary>Returns the colour of an amount.</summary>
    /// <param name="share">0 to 1.</param>
    public static SKColor Amount(double share)
    {
        // The darkest quarter of viridis is hard to see on the ground.
        ScottPlot.Color colour = s_viridis.GetColor(0.25 + 0.75 * Math.Clamp(share, 0, 1));
        return new SKColor(colour.R, colour.G, colour.B);
    }

    /// <summary>Returns the colour of a category.</summary>
    /// <param name="number">Number of the category.</param>
    /// <param name="names">Names of all categories.</param>
    public static SKColor Category(int number, IReadOnlyList<string> names)
        => names is ["red", "green"] ? s_redAndGreen[number] : Categories[number % Categories.Count];

    /// <summary>Returns the colour of a signed amount: the panel's colour at 0, blue below and orange above, with equal strength for both signs.</summary>
    /// <param name="share">−1 to 1.</param>
    public static SKColor Diverging(double share)
    {
        double distance = Math.Min(1, Math.Abs(share));
        SKColor end = share < 0 ? new SKColor(0x4C, 0xB5, 0xF5) : new SKColor(0xFF, 0xA5, 0x1F);
        return Mix(Panel, end, distance);
    }

    /// <summary>Returns <see cref="Diverging"/> in fine steps, as a pixel of an RGBA picture, for maps of many values.</summary>
    internal static uint DivergingPixel(double share) => s_diverging[(int)(DivergingSteps * Math.Clamp(share, -1, 1) + DivergingSteps + 0.5)];

    private static uint Pixel(SKColor colour) => colour.Red | (uint)colour.Green << 8 | (uint)colour.Blue << 16 | 0xFF000000;

    /// <summary>Returns a mix of two colours.</summary>
    internal static SKColor Mix(SKColor from, SKColor to, double share)
    {
        byte Blend(byte a, byte b) => (byte)Math.Round(a + (b - a) * share);
        return new SKColor(Blend(from.Red, to.Red), Blend(from.Green, to.Green), Blend(from.Blue, to.Blue));
    }
}
