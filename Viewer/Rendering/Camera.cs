using System.Globalization;
using NeuroAgents.Simulation.CommandLine.Options;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A mapping between the world and an area of the window. The world's y axis points up, the window's down.</summary>
internal sealed class Camera
{
    private const float MaxPixelsPerMetre = 400;
    private const float RoomAround = 0.96f;

    /// <summary>The world position in the middle of the area, m.</summary>
    public (float X, float Y) Middle { get; private set; }

    /// <summary>Pixels per metre.</summary>
    public float PixelsPerMetre { get; private set; } = 1;

    /// <summary>The area that the camera centres on, pixels: left, top, width, height. Drawing is not clipped to the area.</summary>
    public (float Left, float Top, float Width, float Height) Area { get; private set; } = (0, 0, 1, 1);

    /// <summary>The visible part of the world.</summary>
    public CameraPlace Place => new(Middle.X, Middle.Y, Smaller / PixelsPerMetre);

    private float MinPixelsPerMetre { get; set; } = 0.01f;

    private float Smaller => Math.Min(Area.Width, Area.Height);

    private (float X, float Y) Centre => (Area.Left + Area.Width / 2, Area.Top + Area.Height / 2);

    /// <summary>Changes the area; the world position in its middle stays the same.</summary>
    public void Resize(float left, float top, float width, float height) => Area = (left, top, Math.Max(1, width), Math.Max(1, height));

    /// <summary>Shows the whole world with a small margin.</summary>
    /// <param name="side">Length of the world's side, m.</param>
    public void Fit(float side)
    {
        Middle = (side / 2, side / 2);
        PixelsPerMetre = RoomAround * Smaller / side;
        MinPixelsPerMetre = PixelsPerMetre / 4;
    }

    /// <summary>Shows a part of the world, within the zoom limits.</summary>
    public void Show(CameraPlace place)
    {
        Middle = (place.X, place.Y);
        PixelsPerMetre = Math.Clamp(Smaller / place.Metres, MinPixelsPerMetre, MaxPixelsPerMetre);
    }

    /// <summary>Returns whether the zoom equals that of <see cref="Fit"/>.</summary>
    internal bool IsZoomFitted(float side) => Math.Abs(PixelsPerMetre * side / (RoomAround * Smaller) - 1) < 1e-5f;

    /// <summary>Moves the view by a cursor movement in pixels.</summary>
    public void Pan(float pixelsRight, float pixelsDown)
        => Middle = (Middle.X - pixelsRight / PixelsPerMetre, Middle.Y + pixelsDown / PixelsPerMetre);

    /// <summary>Zooms by a factor; the world position under the cursor stays there.</summary>
    public void ZoomAbout(float x, float y, float factor)
    {
        (float worldX, float worldY) = ToWorld(x, y);
        PixelsPerMetre = Math.Clamp(PixelsPerMetre * factor, MinPixelsPerMetre, MaxPixelsPerMetre);
        (float movedX, float movedY) = ToWorld(x, y);
        Middle = (Middle.X + worldX - movedX, Middle.Y + worldY - movedY);
    }

    /// <summary>Centres on a world position.</summary>
    public void Follow(float worldX, float worldY) => Middle = (worldX, worldY);

    /// <summary>Returns the world position under a pixel.</summary>
    public (float X, float Y) ToWorld(float x, float y)
        => (Middle.X + (x - Centre.X) / PixelsPerMetre, Middle.Y - (y - Centre.Y) / PixelsPerMetre);

    /// <summary>Returns the pixel over a world position.</summary>
    public (float X, float Y) ToPixel(float worldX, float worldY)
        => (Centre.X + (worldX - Middle.X) * PixelsPerMetre, Centre.Y - (worldY - Middle.Y) * PixelsPerMetre);

    /// <summary>Returns the scale and offset from metres to OpenGL's −1 to 1 of a window.</summary>
    public (float ScaleX, float ScaleY, float OffsetX, float OffsetY) ToClip(int width, int height)
    {
        float scaleX = 2 * PixelsPerMetre / width, scaleY = 2 * PixelsPerMetre / height;
        return (scaleX, scaleY, 2 * Centre.X / width - 1 - Middle.X * scaleX, 1 - 2 * Centre.Y / height - Middle.Y * scaleY);
    }
}

/// <summary>A visible part of the world, independent of the window's size.</summary>
/// <param name="X">Horizontal position of the middle, m.</param>
/// <param name="Y">Vertical position of the middle, m.</param>
/// <param name="Metres">Metres across the smaller side of the area.</param>
internal readonly record struct CameraPlace(float X, float Y, float Metres)
{
    /// <summary>Parses three numbers separated by commas; null for anything else.</summary>
    internal static CameraPlace? Parse(string text)
        => text.Split(',') is [var x, var y, var metres] && Number(x) is { } placeX && Number(y) is { } placeY && Number(metres) is { } shown and > 0
            ? new CameraPlace(placeX, placeY, shown)
            : null;

    /// <summary>Returns the text that <see cref="Parse"/> reads, rounded to a tenth of a millimetre.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X:0.####},{Y:0.####},{Metres:0.####}");

    private static float? Number(string text) => OptionText.Number(text) is { } value && Math.Abs(value) < 1e6 ? (float)value : null;
}
