using NeuroAgents.Viewer.Rendering;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Rendering;

public sealed class CameraTests
{
    [Theory]
    [InlineData(300, 200, 1.5f)]
    [InlineData(710, 640, 0.6f)]
    public void ZoomingKeepsThePlaceUnderTheCursor(float x, float y, float factor)
    {
        Camera camera = Fitted();
        (float worldX, float worldY) = camera.ToWorld(x, y);
        camera.ZoomAbout(x, y, factor);
        (float pixelX, float pixelY) = camera.ToPixel(worldX, worldY);
        Assert.Equal(x, pixelX, 1e-2f);
        Assert.Equal(y, pixelY, 1e-2f);
    }

    [Fact]
    public void AWholeWorldFitsIntoItsAreaAndItsTopIsAbove()
    {
        Camera camera = Fitted();
        (float left, float bottom) = camera.ToPixel(0, 0);
        (float right, float top) = camera.ToPixel(50, 50);
        Assert.InRange(left, 100, 400);
        Assert.InRange(right, 400, 900);
        Assert.InRange(top, 40, 300);
        Assert.InRange(bottom, 300, 640);
        Assert.True(top < bottom);
    }

    /// <summary>OpenGL coordinates and mouse positions map to the same place.</summary>
    [Fact]
    public void ClipAndPixelsAgree()
    {
        Camera camera = Fitted();
        (float scaleX, float scaleY, float offsetX, float offsetY) = camera.ToClip(1000, 700);
        (float x, float y) = camera.ToPixel(12, 34);
        Assert.Equal(x, (12 * scaleX + offsetX + 1) * 500, 1e-2f);
        Assert.Equal(y, (1 - (34 * scaleY + offsetY)) * 350, 1e-2f);
    }

    private static Camera Fitted()
    {
        Camera camera = new();
        camera.Resize(100, 40, 800, 600);
        camera.Fit(50);
        return camera;
    }
}
