using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>A layout of panels one below the other. Does not allocate.</summary>
internal static class PanelColumn
{
    /// <summary>Space between two panels, units.</summary>
    internal const float Gap = 8;

    /// <summary>Width at which the panels of losses and weights are fully readable, units.</summary>
    internal const float Width = 364;

    /// <summary>Returns the minimum height of the panels in a column of a given height.</summary>
    internal static float MinHeight(List<Panel> panels, float height, PanelData data)
    {
        float sum = 0;
        foreach (Panel panel in panels)
        {
            sum += panel.MinHeightIn(height, data) + Gap;
        }

        return Math.Max(0, sum - Gap);
    }

    /// <summary>Places panels. Each gets its minimum height; the remaining height goes to the upper panels first, up to their preferred heights.</summary>
    /// <param name="panels">The panels, from top to bottom.</param>
    /// <param name="column">The column.</param>
    /// <param name="height">Column height that determines the panels' minimum heights.</param>
    /// <param name="data">Data of the panels.</param>
    /// <param name="places">Dictionary that receives the places.</param>
    internal static void Place(List<Panel> panels, SKRect column, float height, PanelData data, Dictionary<Panel, SKRect> places)
    {
        float free = column.Height - MinHeight(panels, height, data), y = column.Top;
        foreach (Panel panel in panels)
        {
            float minimum = panel.MinHeightIn(height, data), more = MathF.Floor(Math.Clamp(panel.Heights(data).Preferred - minimum, 0, Math.Max(0, free)));
            places.Add(panel, new SKRect(column.Left, y, column.Right, y + minimum + more));
            y += minimum + more + Gap;
            free -= more;
        }
    }
}
