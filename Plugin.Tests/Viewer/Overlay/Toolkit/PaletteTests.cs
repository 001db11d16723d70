using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay.Toolkit;

/// <summary>Distances between colours in CIELAB (1976) for each kind of colour vision, simulated at full severity after Machado, Oliveira and Fernandes (2009).</summary>
public sealed class PaletteTests
{
    [Theory]
    [InlineData("trichromatic", new[] { 1.0, 0, 0, 0, 1, 0, 0, 0, 1 })]
    [InlineData("without red", new[] { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 })]
    [InlineData("without green", new[] { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 })]
    [InlineData("without blue", new[] { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 })]
    public void FoodIsApartFromEveryAmountAndFromHazards(string vision, double[] matrix)
    {
        (double L, double A, double B) food = Lab(Palette.Food, matrix);
        for (int share = 0; share <= 100; share++)
        {
            Require(food, Palette.Amount(share / 100.0), matrix, $"{vision}, amount {share} %");
        }

        Require(food, Palette.Hazard, matrix, $"{vision}, hazard");
        Require(food, Palette.Ground, matrix, $"{vision}, ground");
    }

    private static void Require((double L, double A, double B) food, SKColor colour, double[] matrix, string what)
    {
        (double l, double a, double b) = Lab(colour, matrix);
        double distance = Math.Sqrt(Math.Pow(food.L - l, 2) + Math.Pow(food.A - a, 2) + Math.Pow(food.B - b, 2));
        Assert.True(distance >= 20, $"{what}: {distance:0.0}");
    }

    private static (double L, double A, double B) Lab(SKColor colour, double[] matrix)
    {
        double[] light = [Light(colour.Red), Light(colour.Green), Light(colour.Blue)];
        double[] left = [.. Enumerable.Range(0, 3).Select(i => Math.Clamp(light.Select((value, j) => value * matrix[3 * i + j]).Sum(), 0, 1))];
        double x = Root((0.4124 * left[0] + 0.3576 * left[1] + 0.1805 * left[2]) / 0.9505);
        double y = Root(0.2126 * left[0] + 0.7152 * left[1] + 0.0722 * left[2]);
        double z = Root((0.0193 * left[0] + 0.1192 * left[1] + 0.9505 * left[2]) / 1.089);
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double Light(byte value) => value / 255.0 is > 0.04045 and var bright ? Math.Pow((bright + 0.055) / 1.055, 2.4) : value / 255.0 / 12.92;

    private static double Root(double value) => value > 0.008856 ? Math.Cbrt(value) : 7.787 * value + 16 / 116.0;
}
