using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The title bars of the panels. Dragging one moves its panel within its column, to another column or below the world. Positions are in units of the window.</summary>
/// <param name="columns">The panels and the columns they belong to.</param>
/// <param name="layout">The current arrangement.</param>
/// <param name="arrange">Called after a panel was moved.</param>
internal sealed class PanelMover(PanelColumns columns, PanelLayout layout, Action arrange) : InteractiveCanvas
{
    /// <summary>Height of a title bar, units.</summary>
    internal const float TitleHeight = 28;
    private const float DragUnits = 4;
    private Panel? _panel;
    private float _startX;
    private float _startY;
    private bool _isDragging;

    /// <summary>Sets the panel whose title bar the next press is in.</summary>
    internal PanelMover Over(Panel panel)
    {
        _panel = panel;
        return this;
    }

    internal override bool Press(float x, float y)
    {
        (_startX, _startY, _isDragging) = (x, y, false);
        return true;
    }

    internal override void Drag(float x, float y)
    {
        _isDragging |= MathF.Max(MathF.Abs(x - _startX), MathF.Abs(y - _startY)) > DragUnits;
        if (!_isDragging || _panel is not { } panel)
        {
            return;
        }

        panel.IsMoving = true;
        PanelSide side = layout.SideAt(x, y) ?? layout.SideOf(panel);
        Panel? before = FirstBelow(panel, side, y);

        // In a window with one column, that column holds panels of several sides.
        columns.Move(panel, layout.SideAt(x, y) ?? columns.SideOf(before ?? panel), before);
        arrange();
    }

    internal override void Release(float x, float y)
    {
        _panel?.IsMoving = false;
        arrange();
    }

    /// <summary>Returns the topmost other panel in a column whose centre lies below a height; null if there is none.</summary>
    private Panel? FirstBelow(Panel moved, PanelSide side, float y)
    {
        (Panel? found, float top) = (null, float.MaxValue);
        foreach ((Panel panel, SKRect place) in layout.Panels)
        {
            if (panel != moved && layout.SideOf(panel) == side && place.MidY > y && place.Top < top)
            {
                (found, top) = (panel, place.Top);
            }
        }

        return found;
    }
}
