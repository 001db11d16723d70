using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>Panels' titles: a drag by one takes the panel along, to another place of its column, into the other one or below the world. Places are in units of the window.</summary>
/// <param name="columns">Where panels belong.</param>
/// <param name="layout">Where they are.</param>
/// <param name="arrange">Called when something was moved.</param>
internal sealed class PanelMover(PanelColumns columns, PanelLayout layout, Action arrange) : InteractiveCanvas
{
    /// <summary>How far down a title reaches.</summary>
    internal const float TitleHeight = 28;
    private const float DragUnits = 4;
    private Panel? _panel;
    private float _startX;
    private float _startY;
    private bool _isDragging;

    /// <summary>Says whose title the next press is in.</summary>
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

        // A window with one column has panels of several sides in it.
        columns.Move(panel, layout.SideAt(x, y) ?? columns.SideOf(before ?? panel), before);
        arrange();
    }

    internal override void Release(float x, float y)
    {
        _panel?.IsMoving = false;
        arrange();
    }

    /// <summary>The uppermost other panel in a column whose middle lies below a height; null if none does.</summary>
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
