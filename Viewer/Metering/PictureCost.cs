namespace NeuroAgents.Viewer.Metering;

/// <summary>What a picture cost the window's thread.</summary>
/// <param name="Own">Processor time of the viewer's own work without repainting, ms.</param>
/// <param name="Repaint">Processor time of painting panels anew, the viewer's own too, ms.</param>
/// <param name="Graphics">Processor time in OpenGL, flush and swap, ms.</param>
/// <param name="Bytes">Allocated, but for repainting.</param>
/// <param name="RepaintBytes">Allocated by painting panels anew.</param>
internal readonly record struct PictureCost(double Own, double Repaint, double Graphics, long Bytes, long RepaintBytes)
{
    /// <summary>All of the viewer's own processor time, ms.</summary>
    internal double Viewer => Own + Repaint;
}
