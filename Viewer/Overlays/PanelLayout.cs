using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>Where everything stands: a bar on top, a column of panels on either side, the world between them, its legend and panels that need width below it. Nothing overlaps.</summary>
internal sealed class PanelLayout
{
    internal const float Gap = 8;
    internal const float BarHeight = 40;
    internal const float LegendHeight = 30;
    private const float LeftWidth = 300;
    private const float RightWidth = 364;
    private const float LeastBelowWidth = 360;
    private const float LeastWorldHeight = 160;

    /// <summary>The bar.</summary>
    internal SKRect Bar { get; private set; }

    /// <summary>The world's part of the window.</summary>
    internal SKRect World { get; private set; }

    /// <summary>The legend of the agents' colours.</summary>
    internal SKRect Legend { get; private set; }

    /// <summary>The panels that have room, and where.</summary>
    internal Dictionary<Panel, SKRect> Panels { get; } = [];

    /// <summary>Panels that are switched on and have no room.</summary>
    internal List<Panel> LeftOut { get; } = [];

    /// <summary>Arranges a window.</summary>
    /// <param name="width">Its width, units.</param>
    /// <param name="height">Its height, units.</param>
    /// <param name="panels">All panels, in their order.</param>
    /// <param name="data">What they show.</param>
    internal void Arrange(float width, float height, IReadOnlyList<Panel> panels, PanelData data)
    {
        Panels.Clear();
        LeftOut.Clear();
        Bar = new SKRect(Gap, Gap, width - Gap, Gap + BarHeight);
        float top = Bar.Bottom + Gap, bottom = height - Gap;
        List<Panel> onLeft = [.. panels.Where(panel => panel.IsShown && panel.Side == PanelSide.Left)];
        List<Panel> onRight = [.. panels.Where(panel => panel.IsShown && panel.Side == PanelSide.Right)];
        Fit(onLeft, onRight, bottom - top, data);
        Place(onLeft, new SKRect(Gap, top, Gap + LeftWidth, bottom), data);
        Place(onRight, new SKRect(width - Gap - RightWidth, top, width - Gap, bottom), data);
        float left = onLeft.Count > 0 ? Gap + LeftWidth : 0, right = onRight.Count > 0 ? width - Gap - RightWidth : width;
        bottom = PlaceBelow(panels, new SKRect(left + Gap, top, right - Gap, bottom), data);
        Legend = new SKRect(left + Gap, bottom - LegendHeight, right - Gap, bottom);
        World = new SKRect(left + Gap, top, right - Gap, Legend.Top - Gap);
    }

    /// <summary>Moves to the right, from below, what the uppermost needs the room of, and what has none even at its least; leaves out what has none there either.</summary>
    private void Fit(List<Panel> onLeft, List<Panel> onRight, float room, PanelData data)
    {
        while (onLeft.Count > 1 && Comfort(onLeft, data) > room && Least(onRight, data) + Gap + onLeft[^1].Heights(data).Least <= room)
        {
            onRight.Add(onLeft[^1]);
            onLeft.RemoveAt(onLeft.Count - 1);
        }

        while (Least(onLeft, data) > room)
        {
            onRight.Add(onLeft[^1]);
            onLeft.RemoveAt(onLeft.Count - 1);
        }

        while (Least(onRight, data) > room)
        {
            LeftOut.Add(onRight[^1]);
            onRight.RemoveAt(onRight.Count - 1);
        }
    }

    /// <summary>Below the world: as high as they like up to half of the height, as long as the world keeps some.</summary>
    /// <returns>Where the world and its legend end.</returns>
    private float PlaceBelow(IReadOnlyList<Panel> panels, SKRect middle, PanelData data)
    {
        float bottom = middle.Bottom;
        foreach (Panel panel in panels.Where(panel => panel.IsShown && panel.Side == PanelSide.Below))
        {
            (float least, float wished) = panel.Heights(data);
            float height = MathF.Floor(Math.Clamp(middle.Height / 2, least, wished));
            if (middle.Width < LeastBelowWidth || bottom - height - LegendHeight - 2 * Gap - middle.Top < LeastWorldHeight)
            {
                LeftOut.Add(panel);
                continue;
            }

            Panels.Add(panel, new SKRect(middle.Left, bottom - height, middle.Right, bottom));
            bottom -= height + Gap;
        }

        return bottom;
    }

    /// <summary>With the uppermost as high as it likes.</summary>
    private static float Comfort(List<Panel> panels, PanelData data)
    {
        (float least, float wished) = panels[0].Heights(data);
        return Least(panels, data) + wished - least;
    }

    private static float Least(List<Panel> panels, PanelData data) => panels.Sum(panel => panel.Heights(data).Least + Gap) - Gap;

    /// <summary>All have their least; what is left goes to the upper ones first, until they are as high as they like.</summary>
    private void Place(List<Panel> panels, SKRect column, PanelData data)
    {
        float free = column.Height - Least(panels, data), y = column.Top;
        foreach (Panel panel in panels)
        {
            (float least, float wished) = panel.Heights(data);
            float more = MathF.Floor(Math.Clamp(wished - least, 0, Math.Max(0, free)));
            Panels.Add(panel, new SKRect(column.Left, y, column.Right, y + least + more));
            y += least + more + Gap;
            free -= more;
        }
    }
}
