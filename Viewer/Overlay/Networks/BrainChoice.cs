using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>A row of segments that choose the shown brain, if there is room for only one. The selection of another agent also chooses its brain.</summary>
internal sealed class BrainChoice
{
    private IReadOnlyList<BrainFacts> _brains = [];
    private Segments _names = new([]);
    private AgentHandle? _selected;
    private int _chosen;

    /// <summary>Returns the place of a brain's segment in the newest painting; empty if there is none.</summary>
    internal SKRect Place(int brain) => _brains.Count == 0 ? SKRect.Empty : _names.Place(brain);

    internal void Press(float x, float y) => _chosen = _brains.Count > 0 && _names.At(x, y) is >= 0 and int pressed ? pressed : _chosen;

    /// <summary>Hides the choice when all brains fit.</summary>
    internal void Hide() => _brains = [];

    /// <summary>Returns the width for a run's brains.</summary>
    internal float Width(TextRenderer texts, IReadOnlyList<BrainFacts> brains)
    {
        if (_brains != brains)
        {
            _brains = brains;
            (_names, _chosen, _selected) = (new Segments([.. _brains.Select(brain => brain.Name)]), Math.Min(_chosen, _brains.Count - 1), null);
        }

        return _names.Width(texts);
    }

    /// <summary>Paints a segment for each brain.</summary>
    /// <returns>The brain to show.</returns>
    internal int Paint(PanelCanvas canvas, AgentHandle? selected, SKRect place)
    {
        _chosen = selected is { } handle && selected != _selected && handle.Brain < _brains.Count ? handle.Brain : _chosen;
        _selected = selected;
        _names.Paint(canvas, place, _chosen);
        return _chosen;
    }
}
