using NeuroAgents.Overlay.Panels;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>Which of the panels that are switched on have room, and in which column.</summary>
internal sealed class PanelSelection
{
    private readonly List<Panel> _wanted = [];
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

    /// <summary>The left column, from above.</summary>
    internal List<Panel> Left { get; } = [];

    /// <summary>The right column, from above.</summary>
    internal List<Panel> Right { get; } = [];

    /// <summary>The column beside the left one, from above.</summary>
    internal List<Panel> Beside { get; } = [];

    /// <summary>Below the world, from above.</summary>
    internal List<Panel> Below { get; } = [];

    /// <summary>Panels that are switched on and have no room.</summary>
    internal List<Panel> LeftOut { get; } = [];

    /// <summary>Finds room.</summary>
    /// <param name="columns">Where panels belong.</param>
    /// <param name="room">What there is.</param>
    /// <param name="data">What they show.</param>
    /// <returns>Whether others have no room than the last time.</returns>
    internal bool Choose(PanelColumns columns, PanelRoom room, PanelData data)
    {
        (_columns, _data) = (columns, data);
        _before.Clear();
        _before.AddRange(LeftOut);
        Left.Clear();
        Right.Clear();
        Beside.Clear();
        Below.Clear();
        LeftOut.Clear();
        FindWanted();
        foreach (Panel panel in _wanted)
        {
            Choose(panel, room, data).Add(panel);
        }

        Left.Sort(_byPlaceOnLeft);
        Right.Sort(_byPlaceOnRight);
        Below.Sort(_byPlaceBelow);
        Relieve(room.Height, data);
        return !_before.SequenceEqual(LeftOut);
    }

    /// <summary>The column that it belongs to, or another one that has room; below the world only what belongs there, unless there are no columns.</summary>
    private List<Panel> Choose(Panel panel, PanelRoom room, PanelData data)
    {
        PanelSide side = _columns!.SideOf(panel);
        if ((side == PanelSide.Below || room.Columns == 0) && Fits(Below, panel, room.BelowHeight, data))
        {
            return Below;
        }

        if (side == PanelSide.Beside && Fits(Beside, panel, room.BesideHeight, data))
        {
            return Beside;
        }

        List<Panel> first = side is PanelSide.Left or PanelSide.Beside && room.Columns == 2 ? Left : Right, second = first == Left ? Right : Left;
        return room.Columns >= 1 && Fits(first, panel, room.Height, data) ? first
            : room.Columns == 2 && Fits(second, panel, room.Height, data) ? second
            : LeftOut;
    }

    private static bool Fits(List<Panel> column, Panel panel, float height, PanelData data)
        => PanelColumn.Least(column, height, data) + (column.Count > 0 ? PanelColumn.Gap : 0) + panel.LeastIn(height, data) <= height;

    /// <summary>Those that are switched on, by demand.</summary>
    private void FindWanted()
    {
        _wanted.Clear();
        _rounds++;
        for (int i = 0; i < _columns!.Panels.Count; i++)
        {
            Panel panel = _columns.Panels[i];
            panel.AskedFor = !panel.IsShown ? 0 : panel.AskedFor == 0 ? _rounds : panel.AskedFor;
            if (panel.IsShown)
            {
                _wanted.Add(panel);
            }
        }

        _wanted.Sort(_byDemand);
    }

    /// <summary>While the uppermost on the left is lower than it likes, the lowest goes to the right where that has room, unless the person has put it there.</summary>
    private void Relieve(float height, PanelData data)
    {
        while (Left.Count > 1 && !_columns!.IsMoved(Left[^1]))
        {
            float right = PanelColumn.Least(Right, height, data) + PanelColumn.Gap + Left[^1].LeastIn(height, data);
            if (PanelColumn.Least(Left, height, data) + Left[0].Heights(data).Wished - Left[0].LeastIn(height, data) <= height || right > height)
            {
                return;
            }

            Right.Add(Left[^1]);
            Left.RemoveAt(Left.Count - 1);
        }
    }

    /// <summary>Whoever was asked for last, then who has something to show, then the more important one.</summary>
    private int CompareDemand(Panel a, Panel b)
        => a.AskedFor != b.AskedFor ? b.AskedFor.CompareTo(a.AskedFor)
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

    /// <summary>A column's own panels come before those that the other one has no room for.</summary>
    private int Rank(Panel panel, PanelSide side) => _columns!.IndexOf(panel) + (_columns.SideOf(panel) == side ? 0 : _columns.Panels.Count);
}

/// <summary>What room a window has for panels.</summary>
/// <param name="Columns">Number of columns: two, one on the right, or none.</param>
/// <param name="Height">Height of a column, units.</param>
/// <param name="BelowHeight">Height below the world that panels may take at most, units; 0 where that is too narrow.</param>
/// <param name="BesideHeight">Height of a further column beside the left one, units; 0 where the world would have no width, or nothing belongs to the left one.</param>
internal readonly record struct PanelRoom(int Columns, float Height, float BelowHeight, float BesideHeight);
