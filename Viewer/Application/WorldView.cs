using NeuroAgents.Viewer.Input;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Application;

/// <summary>The world's part of the picture, as the camera sees it.</summary>
/// <param name="world">What draws it.</param>
/// <param name="aim">What points the camera.</param>
/// <param name="worldEdit">The switches for the selected agent's way and senses.</param>
/// <param name="data">What is drawn.</param>
/// <param name="meter">What pictures cost.</param>
internal sealed class WorldView(WorldRenderer world, CameraAim aim, WorldEditInput worldEdit, RunData data, PictureMeter meter)
{
    /// <summary>The world as it is drawn.</summary>
    internal CameraView View((int Width, int Height) size, float scale) => aim.View(size.Width, size.Height, scale, data.Snapshot, data.Agents);

    /// <summary>Draws it.</summary>
    /// <param name="area">Where, units.</param>
    /// <param name="isMoved">Whether that is another place than before.</param>
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
