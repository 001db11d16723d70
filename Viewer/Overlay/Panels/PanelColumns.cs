namespace NeuroAgents.Overlay.Panels;

/// <summary>Which column every panel belongs to, and in which order they stand there: the default until the person moves one.</summary>
/// <param name="panels">All panels, in their default order: that of their importance too.</param>
internal sealed class PanelColumns(IReadOnlyList<Panel> panels)
{
    private readonly List<Panel> _order = [.. panels];
    private readonly Dictionary<Panel, PanelSide> _moved = [];

    /// <summary>All panels, in their default order.</summary>
    internal IReadOnlyList<Panel> Panels => panels;

    internal PanelSide SideOf(Panel panel) => _moved.TryGetValue(panel, out PanelSide side) ? side : panel.Side;

    /// <summary>Whether the person has put it where it is.</summary>
    internal bool IsMoved(Panel panel) => _moved.ContainsKey(panel);

    /// <summary>Whether any that is switched on belongs to a side.</summary>
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

    /// <summary>Its place among all; those of the same side stand in the order of these.</summary>
    internal int IndexOf(Panel panel) => _order.IndexOf(panel);

    /// <summary>Puts a panel elsewhere.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="side">Its new column.</param>
    /// <param name="before">The one that it stands above; null for the column's end.</param>
    internal void Move(Panel panel, PanelSide side, Panel? before)
    {
        _order.Remove(panel);
        _order.Insert(before is null ? _order.Count : _order.IndexOf(before), panel);
        _moved[panel] = side;

        // As if it had just been switched on: it has room first.
        panel.AskedFor = 0;
    }

    /// <summary>All panels where they are by default.</summary>
    internal void Reset()
    {
        _order.Clear();
        _order.AddRange(panels);
        _moved.Clear();
    }
}
