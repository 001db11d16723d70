using NeuroAgents.Overlay.Panels;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>An assignment of the open panels to columns, and the list of those that do not fit.</summary>
internal sealed class PanelSelection
{
    private readonly List<Panel> _open = [];
    private readonly List<Panel> _before = [];
    private readonly Comparison<Panel> _byDemand;
    private readonly Comparison<Panel> _byPlaceOnLeft;
    private readonly Comparison<Panel> _byPlaceOnRight;
    private readonly Comparison<Panel> _byPlaceBelow;
    private PanelColumns? _columns;
    private PanelData? _data;
    private int _rounds;

    internal PanelSelection()
    {
        _byDemand = CompareDemand;
        _byPlaceOnLeft = (a, b) => Rank(a, PanelSide.Left).CompareTo(Rank(b, PanelSide.Left));
        _byPlaceOnRight = (a, b) => Rank(a, PanelSide.Right).CompareTo(Rank(b, PanelSide.Right));
        _byPlaceBelow = (a, b) => Rank(a, PanelSide.Below).CompareTo(Rank(b, PanelSide.Below));
    }

    /// <summary>Panels of the left column, from the top.</summary>
    internal List<Panel> Left { get; } = [];

    /// <summary>Panels of the right column, from the top.</summary>
    internal List<Panel> Right { get; } = [];

    /// <summary>Panels of the inner left column, from the top.</summary>
    internal List<Panel> InnerLeft { get; } = [];

    /// <summary>Panels below the world, from the top.</summary>
    internal List<Panel> Below { get; } = [];

    /// <summary>Open panels that do not fit.</summary>
    internal List<Panel> Hidden { get; } = [];

    /// <summary>Assigns the open panels to columns.</summary>
    /// <param name="columns">The panels and the columns they belong to.</param>
    /// <param name="room">The available room.</param>
    /// <param name="data">The data of the panels.</param>
    /// <returns>Whether the set of panels that do not fit has changed.</returns>
    internal bool Choose(PanelColumns columns, PanelRoom room, PanelData data)
    {
        (_columns, _data) = (columns, data);
        _before.Clear();
        _before.AddRange(Hidden);
        Left.Clear();
        Right.Clear();
        InnerLeft.Clear();
        Below.Clear();
        Hidden.Clear();
        CollectOpen();
        foreach (Panel panel in _open)
        {
            Choose(panel, room, data).Add(panel);
        }

        Left.Sort(_byPlaceOnLeft);
        Right.Sort(_byPlaceOnRight);
        Below.Sort(_byPlaceBelow);
        BalanceColumns(room.Height, data);
        return !_before.SequenceEqual(Hidden);
    }

    /// <summary>Returns the panel's own column or another one with room. The area below the world takes only its own panels, unless there are no columns.</summary>
    private List<Panel> Choose(Panel panel, PanelRoom room, PanelData data)
    {
        PanelSide side = _columns!.SideOf(panel);
        if ((side == PanelSide.Below || room.Columns == 0) && Fits(Below, panel, room.BelowHeight, data))
        {
            return Below;
        }

        if (side == PanelSide.InnerLeft && Fits(InnerLeft, panel, room.InnerHeight, data))
        {
            return InnerLeft;
        }

        List<Panel> first = side is PanelSide.Left or PanelSide.InnerLeft && room.Columns == 2 ? Left : Right, second = first == Left ? Right : Left;
        return room.Columns >= 1 && Fits(first, panel, room.Height, data) ? first
            : room.Columns == 2 && Fits(second, panel, room.Height, data) ? second
            : Hidden;
    }

    private static bool Fits(List<Panel> column, Panel panel, float height, PanelData data)
        => PanelColumn.MinHeight(column, height, data) + (column.Count > 0 ? PanelColumn.Gap : 0) + panel.MinHeightIn(height, data) <= height;

    /// <summary>Collects the open panels, sorted by demand.</summary>
    private void CollectOpen()
    {
        _open.Clear();
        _rounds++;
        for (int i = 0; i < _columns!.Panels.Count; i++)
        {
            Panel panel = _columns.Panels[i];
            panel.OpenOrder = !panel.IsShown ? 0 : panel.OpenOrder == 0 ? _rounds : panel.OpenOrder;
            if (panel.IsShown)
            {
                _open.Add(panel);
            }
        }

        _open.Sort(_byDemand);
    }

    /// <summary>Moves the lowest panel of the left column to the right one while the top panel on the left lacks room, unless the user placed the panel there.</summary>
    private void BalanceColumns(float height, PanelData data)
    {
        while (Left.Count > 1 && !_columns!.IsMoved(Left[^1]))
        {
            float right = PanelColumn.MinHeight(Right, height, data) + PanelColumn.Gap + Left[^1].MinHeightIn(height, data);
            if (PanelColumn.MinHeight(Left, height, data) + Left[0].Heights(data).Preferred - Left[0].MinHeightIn(height, data) <= height || right > height)
            {
                return;
            }

            Right.Add(Left[^1]);
            Left.RemoveAt(Left.Count - 1);
        }
    }

    /// <summary>Orders panels: the most recently opened first, then those with content, then by default importance.</summary>
    private int CompareDemand(Panel a, Panel b)
        => a.OpenOrder != b.OpenOrder ? b.OpenOrder.CompareTo(a.OpenOrder)
            : a.IsEmpty(_data!) != b.IsEmpty(_data!) ? a.IsEmpty(_data!).CompareTo(b.IsEmpty(_data!))
            : Default(a).CompareTo(Default(b));

    private int Default(Panel panel)
    {
        IReadOnlyList<Panel> panels = _columns!.Panels;
        int i = 0;
        while (panels[i] != panel)
        {
            i++;
        }

        return i;
    }

    /// <summary>Returns the panel's order within a column: the column's own panels precede those moved there for lack of room.</summary>
    private int Rank(Panel panel, PanelSide side) => _columns!.IndexOf(panel) + (_columns.SideOf(panel) == side ? 0 : _columns.Panels.Count);
}

/// <summary>The room for panels in a window.</summary>
/// <param name="Columns">Number of columns: two, one on the right, or none.</param>
/// <param name="Height">Height of a column, units.</param>
/// <param name="BelowHeight">Maximum total height of panels below the world, units; 0 if the area is too narrow.</param>
/// <param name="InnerHeight">Height of the inner left column, units; 0 if it would leave the world no width, or if no panel belongs to the left column.</param>
internal readonly record struct PanelRoom(int Columns, float Height, float BelowHeight, float InnerHeight);
