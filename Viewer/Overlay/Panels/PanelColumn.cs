using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>Panels one below the other. Does not allocate.</summary>
internal static class PanelColumn
{
    /// <summary>Room between two panels, units.</summary>
    internal const float Gap = 8;

    /// <summary>Width that all that is in the panels of losses and weights can be read at, units.</summary>
    internal const float Width = 364;

    /// <summary>Height that panels take at least of a column that is so high.</summary>
    internal static float Least(List<Panel> panels, float height, PanelData data)
    {
        float sum = 0;
        foreach (Panel panel in panels)
        {
            sum += panel.LeastIn(height, data) + Gap;
        }

        return Math.Max(0, sum - Gap);
    }

    /// <summary>Places panels: all have their least; what is left goes to the upper ones first, until they are as high as they like.</summary>
    /// <param name="panels">The panels, from above.</param>
    /// <param name="column">The column.</param>
    /// <param name="height">The height by which their least is measured.</param>
    /// <param name="data">What they show.</param>
    /// <param name="places">Where their places are added.</param>
    internal static void Place(List<Panel> panels, SKRect column, float height, PanelData data, Dictionary<Panel, SKRect> places)
    {
        float free = column.Height - Least(panels, height, data), y = column.Top;
        foreach (Panel panel in panels)
        {
            float least = panel.LeastIn(height, data), more = MathF.Floor(Math.Clamp(panel.Heights(data).Wished - least, 0, Math.Max(0, free)));
            places.Add(panel, new SKRect(column.Left, y, column.Right, y + least + more));
            y += least + more + Gap;
            free -= more;
        }
    }
}
