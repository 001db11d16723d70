using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>What part of the world a camera shows, whatever the size of the window.</summary>
/// <param name="X">What lies in the middle, m.</param>
/// <param name="Y">What lies in the middle, m.</param>
/// <param name="Metres">Metres across the smaller side of the area that the world is shown in.</param>
public readonly record struct CameraPlace(float X, float Y, float Metres)
{
    /// <summary>Three numbers with commas between; null for anything else.</summary>
    internal static CameraPlace? Parse(string text)
        => text.Split(',') is [var x, var y, var metres] && Number(x) is { } placeX && Number(y) is { } placeY && Number(metres) is { } shown and > 0
            ? new CameraPlace(placeX, placeY, shown)
            : null;

    /// <summary>What <see cref="Parse"/> reads, to a tenth of a millimetre.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X:0.####},{Y:0.####},{Metres:0.####}");

    private static float? Number(string text) => OptionText.Number(text) is { } value && Math.Abs(value) < 1e6 ? (float)value : null;
}
