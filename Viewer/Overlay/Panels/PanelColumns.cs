namespace NeuroAgents.Overlay.Panels;

/// <summary>The column and order of every panel: the default until the user moves a panel.</summary>
/// <param name="panels">All panels in their default order, from most to least important.</param>
internal sealed class PanelColumns(IReadOnlyList<Panel> panels)
{
    private readonly List<Panel> _order = [.. panels];
    private readonly Dictionary<Panel, PanelSide> _moved = [];

    /// <summary>All panels, in their default order.</summary>
    internal IReadOnlyList<Panel> Panels => panels;

    internal PanelSide SideOf(Panel panel) => _moved.TryGetValue(panel, out PanelSide side) ? side : panel.Side;

    /// <summary>Whether the user has moved the panel.</summary>
    internal bool IsMoved(Panel panel) => _moved.ContainsKey(panel);

    /// <summary>Whether a side has an open panel.</summary>
    internal bool HasShown(PanelSide side)
    {
        for (int i = 0; i < panels.Count; i++)
        {
            if (panels[i].IsShown && SideOf(panels[i]) == side)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns the panel's index among all panels; it also determines the order in its column.</summary>
    internal int IndexOf(Panel panel) => _order.IndexOf(panel);

    /// <summary>Moves a panel.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="side">Its new column.</param>
    /// <param name="before">The panel below the new place; null for the column's end.</param>
    internal void Move(Panel panel, PanelSide side, Panel? before)
    {
        _order.Remove(panel);
        _order.Insert(before is null ? _order.Count : _order.IndexOf(before), panel);
        _moved[panel] = side;

        // A moved panel gets room first, like a newly opened one.
        panel.OpenOrder = 0;
    }

    /// <summary>Restores the default places of all panels.</summary>
    internal void Reset()
    {
        _order.Clear();
        _order.AddRange(panels);
        _moved.Clear();
    }
}
