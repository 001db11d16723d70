using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>Which part of the world lies where in the window. The world's y runs up, the window's down.</summary>
internal sealed class Camera
{
    private const float MostPixelsPerMetre = 400;
    private const float RoomAround = 0.96f;

    /// <summary>What of the world lies in the middle of the area, m.</summary>
    public (float X, float Y) Middle { get; private set; }

    /// <summary>How large a metre is, pixels.</summary>
    public float PixelsPerMetre { get; private set; } = 1;

    /// <summary>The area that the world is shown in, pixels: left, top, width, height. Nothing is cut off at its edge.</summary>
    public (float Left, float Top, float Width, float Height) Area { get; private set; } = (0, 0, 1, 1);

    /// <summary>What it shows.</summary>
    public CameraPlace Place => new(Middle.X, Middle.Y, Smaller / PixelsPerMetre);

    private float LeastPixelsPerMetre { get; set; } = 0.01f;

    private float Smaller => Math.Min(Area.Width, Area.Height);

    private (float X, float Y) Centre => (Area.Left + Area.Width / 2, Area.Top + Area.Height / 2);

    /// <summary>Gives the world another area; what was in its middle stays there.</summary>
    public void Resize(float left, float top, float width, float height) => Area = (left, top, Math.Max(1, width), Math.Max(1, height));

    /// <summary>Shows a whole world with a little room around it.</summary>
    /// <param name="side">Length of its side, m.</param>
    public void Fit(float side)
    {
        Middle = (side / 2, side / 2);
        PixelsPerMetre = RoomAround * Smaller / side;
        LeastPixelsPerMetre = PixelsPerMetre / 4;
    }

    /// <summary>Shows a part of the world, as near or far as is allowed.</summary>
    public void Show(CameraPlace place)
    {
        Middle = (place.X, place.Y);
        PixelsPerMetre = Math.Clamp(Smaller / place.Metres, LeastPixelsPerMetre, MostPixelsPerMetre);
    }

    /// <summary>Whether it is as near as <see cref="Fit"/> would have it.</summary>
    internal bool IsZoomFitted(float side) => Math.Abs(PixelsPerMetre * side / (RoomAround * Smaller) - 1) < 1e-5f;

    /// <summary>Moves what is shown along with the cursor.</summary>
    public void Pan(float pixelsRight, float pixelsDown)
        => Middle = (Middle.X - pixelsRight / PixelsPerMetre, Middle.Y + pixelsDown / PixelsPerMetre);

    /// <summary>Enlarges; what lies under the cursor stays there.</summary>
    public void ZoomAbout(float x, float y, float factor)
    {
        (float worldX, float worldY) = ToWorld(x, y);
        PixelsPerMetre = Math.Clamp(PixelsPerMetre * factor, LeastPixelsPerMetre, MostPixelsPerMetre);
        (float movedX, float movedY) = ToWorld(x, y);
        Middle = (Middle.X + worldX - movedX, Middle.Y + worldY - movedY);
    }

    /// <summary>Brings a place into the middle.</summary>
    public void Follow(float worldX, float worldY) => Middle = (worldX, worldY);

    /// <summary>The place of the world under a pixel.</summary>
    public (float X, float Y) ToWorld(float x, float y)
        => (Middle.X + (x - Centre.X) / PixelsPerMetre, Middle.Y - (y - Centre.Y) / PixelsPerMetre);

    /// <summary>The pixel over a place of the world.</summary>
    public (float X, float Y) ToPixel(float worldX, float worldY)
        => (Centre.X + (worldX - Middle.X) * PixelsPerMetre, Centre.Y - (worldY - Middle.Y) * PixelsPerMetre);

    /// <summary>Scale and offset from metres to OpenGL's −1 to 1 of a window.</summary>
    public (float ScaleX, float ScaleY, float OffsetX, float OffsetY) ToClip(int width, int height)
    {
        float scaleX = 2 * PixelsPerMetre / width, scaleY = 2 * PixelsPerMetre / height;
        return (scaleX, scaleY, 2 * Centre.X / width - 1 - Middle.X * scaleX, 1 - 2 * Centre.Y / height - Middle.Y * scaleY);
    }
}

/// <summary>What part of the world a camera shows, whatever the size of the window.</summary>
/// <param name="X">What lies in the middle, m.</param>
/// <param name="Y">What lies in the middle, m.</param>
/// <param name="Metres">Metres across the smaller side of the area that the world is shown in.</param>
internal readonly record struct CameraPlace(float X, float Y, float Metres)
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
