using NeuroAgents.Viewer.Input;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Application;

/// <summary>The world's part of the picture, as the camera sees it.</summary>
/// <param name="world">The renderer of the world.</param>
/// <param name="aim">The camera's control.</param>
/// <param name="worldEdit">The switches for the selected agent's trail and sensing lines.</param>
/// <param name="data">The data to draw.</param>
/// <param name="meter">The meter of the time per picture.</param>
internal sealed class WorldView(WorldRenderer world, CameraAim aim, WorldEditInput worldEdit, RunData data, PictureMeter meter)
{
    /// <summary>Returns the drawn view of the world.</summary>
    internal CameraView View((int Width, int Height) size, float scale) => aim.View(size.Width, size.Height, scale, data.Snapshot, data.Agents);

    /// <summary>Draws the world.</summary>
    /// <param name="area">The world's part of the window, units.</param>
    /// <param name="isMoved">Whether the area has changed since the last picture.</param>
    /// <param name="size">Size of the window, pixels.</param>
    /// <param name="scale">Pixels per unit.</param>
    internal void Draw(in SKRect area, bool isMoved, (int Width, int Height) size, float scale)
    {
        aim.Point(area, scale, isMoved, data.Snapshot);
        CameraView view = View(size, scale);
        (world.Selection.ShowsTrail, world.Selection.ShowsRays) = (worldEdit.ShowsTrail, worldEdit.ShowsRays);
        world.Selection.Arrange(view, data.Snapshot);
        meter.Enter(PicturePart.Graphics);
        world.Draw(view, data.Snapshot);
        meter.Enter(PicturePart.Own);
    }
}
