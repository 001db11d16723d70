using NeuroAgents.Viewer.Metering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

/// <summary>What all sheets are painted with.</summary>
/// <param name="Context">The graphics card.</param>
/// <param name="Lettering">The font.</param>
/// <param name="Meter">Counts what painting costs.</param>
internal sealed record Easel(GRContext Context, Lettering Lettering, PictureMeter Meter);
