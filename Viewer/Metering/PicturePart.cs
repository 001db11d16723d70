namespace NeuroAgents.Viewer.Metering;

/// <summary>Whose work a part of a picture is.</summary>
internal enum PicturePart
{
    /// <summary>The viewer's: events, taking over a snapshot, arranging, giving images to SkiaSharp.</summary>
    Own,

    /// <summary>The viewer's as well, at most ten times a second for each panel: painting it into its image.</summary>
    Repaint,

    /// <summary>OpenGL's and the window library's: uploads, draw calls, flush, swap.</summary>
    Graphics,
}
