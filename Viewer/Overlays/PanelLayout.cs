using NeuroAgents.Overlay.Panels;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The arrangement of the window: a bar at the top, panel columns at the sides, the world between them, its legend and the wide panels below. Nothing overlaps.</summary>
/// <remarks>Recently opened panels get room first, then those with content, then those first in the default order. Allocates only when the set of hidden panels changes.</remarks>
internal sealed class PanelLayout
{
    internal const float Gap = PanelColumn.Gap;
    internal const float LegendHeight = 30;
    private const float NoticeHeight = 22;
    private const float LeftWidth = 300;
    private const float RightWidth = PanelColumn.Width;
    private const float InnerWidth = 286;
    private const float MinWorldWidth = 160;
    private const float MinWorldHeight = 56;
    private const float WorldShare = 0.4f;
    private const float MinBelowWidth = 280;
    private readonly PanelSelection _selection = new();
    private float _bottom;

    /// <summary>Height of the bar: as many rows as its buttons need.</summary>
    internal float BarHeight { get; set; } = 40;

    /// <summary>Returns the maximum height of the bar in a window, which leaves some height for the world.</summary>
    internal static float MaxBarHeight(float height) => (1 - WorldShare) * height - LegendHeight - NoticeHeight - 5 * Gap;

    /// <summary>Place of the bar.</summary>
    internal SKRect Bar { get; private set; }

    /// <summary>Place of the world.</summary>
    internal SKRect World { get; private set; }

    /// <summary>Place of the legend of the agents' colours.</summary>
    internal SKRect Legend { get; private set; }

    /// <summary>Place of the line that names the hidden panels; empty if all fit.</summary>
    internal SKRect Notice { get; private set; }

    /// <summary>Text of the line that names the hidden panels; empty if all fit.</summary>
    internal string NoticeText { get; private set; } = "";

    /// <summary>The panels that fit, with their places.</summary>
    internal Dictionary<Panel, SKRect> Panels { get; } = [];

    /// <summary>Open panels that do not fit.</summary>
    internal IReadOnlyList<Panel> Hidden => _selection.Hidden;

    /// <summary>Returns the side on which a panel that fits is placed.</summary>
    internal PanelSide SideOf(Panel panel)
        => _selection.Left.Contains(panel) ? PanelSide.Left : _selection.Right.Contains(panel) ? PanelSide.Right
            : _selection.InnerLeft.Contains(panel) ? PanelSide.InnerLeft : PanelSide.Below;

    /// <summary>Returns the side that a panel would get if dropped at a position of the window; null over the world, and in a window without two columns.</summary>
    internal PanelSide? SideAt(float x, float y)
    {
        float width = Bar.Right + Gap;
        return Columns(width) < 2 ? null
            : x >= width - Gap - RightWidth ? PanelSide.Right
            : x < Gap + LeftWidth ? PanelSide.Left
            : y > (Bar.Bottom + _bottom) / 2 ? PanelSide.Below
            : null;
    }

    /// <summary>Arranges a window.</summary>
    /// <param name="width">Its width, units.</param>
    /// <param name="height">Its height, units.</param>
    /// <param name="columns">The panels.</param>
    /// <param name="data">The data of the panels.</param>
    internal void Arrange(float width, float height, PanelColumns columns, PanelData data)
    {
        Bar = new SKRect(Gap, Gap, width - Gap, Gap + BarHeight);
        float top = Bar.Bottom + Gap;
        _bottom = height - Gap;
        PanelRoom room = Room(width, _bottom - top, columns);
        if (_selection.Choose(columns, room, data))
        {
            NoticeText = Hidden.Count == 0 ? "" : $"no room for {string.Join(", ", Hidden.Select(panel => panel.Title.ToLowerInvariant()))}";
        }

        Panels.Clear();
        PanelColumn.Place(_selection.Left, new SKRect(Gap, top, Gap + LeftWidth, _bottom), room.Height, data, Panels);
        PanelColumn.Place(_selection.Right, new SKRect(width - Gap - RightWidth, top, width - Gap, _bottom), room.Height, data, Panels);
        float left = _selection.Left.Count > 0 ? 2 * Gap + LeftWidth : Gap, right = width - Gap - (_selection.Right.Count > 0 ? RightWidth + Gap : 0);
        if (_selection.InnerLeft.Count > 0)
        {
            PanelColumn.Place(_selection.InnerLeft, new SKRect(left, top, left + InnerWidth, _bottom), room.Height, data, Panels);
            left += InnerWidth + Gap;
        }

        World = new SKRect(left, top, right, PlaceBelow(new SKRect(left, top, right, _bottom), room.BelowHeight, data));
        Legend = CutFromWorld(LegendHeight);
        Notice = Hidden.Count == 0 ? SKRect.Empty : CutFromWorld(NoticeHeight);
    }

    /// <summary>Cuts a strip off the area below the world, unless no height would be left.</summary>
    private SKRect CutFromWorld(float height)
    {
        SKRect world = World;
        if (world.Height < height + Gap + MinWorldHeight)
        {
            return SKRect.Empty;
        }

        World = world with { Bottom = world.Bottom - height - Gap };
        return world with { Top = world.Bottom - height };
    }

    /// <summary>Returns the number of panel columns: 2, 1 (on the right) or 0. It is the largest with which the world keeps its minimum width.</summary>
    private static int Columns(float width)
        => width >= LeftWidth + RightWidth + MinWorldWidth + 4 * Gap ? 2 : width >= RightWidth + MinWorldWidth + 3 * Gap ? 1 : 0;

    private static PanelRoom Room(float width, float height, PanelColumns panels)
    {
        int columns = Columns(width);
        float middle = width - 2 * Gap - (columns == 2 ? LeftWidth + Gap : 0) - (columns >= 1 ? RightWidth + Gap : 0);
        bool hasInner = panels.HasShown(PanelSide.Left) && middle >= InnerWidth + Gap + MinWorldWidth;
        middle -= hasInner && panels.HasShown(PanelSide.InnerLeft) ? InnerWidth + Gap : 0;
        return new PanelRoom(columns, height, middle >= MinBelowWidth ? height - MinWorldWidth - LegendHeight - NoticeHeight - 3 * Gap : 0, hasInner ? height : 0);
    }

    /// <summary>Places the panels below the world at their preferred heights, up to half of the window's height in total.</summary>
    /// <returns>Bottom of the world and its legend.</returns>
    private float PlaceBelow(SKRect middle, float maxHeight, PanelData data)
    {
        if (_selection.Below.Count == 0)
        {
            return middle.Bottom;
        }

        float preferred = -Gap;
        foreach (Panel panel in _selection.Below)
        {
            preferred += panel.Heights(data).Preferred + Gap;
        }

        float height = MathF.Floor(Math.Max(PanelColumn.MinHeight(_selection.Below, maxHeight, data), Math.Min(preferred, middle.Height / 2)));
        PanelColumn.Place(_selection.Below, new SKRect(middle.Left, middle.Bottom - height, middle.Right, middle.Bottom), maxHeight, data, Panels);
        return middle.Bottom - height - Gap;
    }
}
