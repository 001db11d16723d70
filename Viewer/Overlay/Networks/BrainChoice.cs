using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>Which of several brains is shown where one has room: the one that was chosen, until somebody is selected; then that agent's own.</summary>
internal sealed class BrainChoice
{
    private IReadOnlyList<BrainFacts> _brains = [];
    private Segments _names = new([]);
    private AgentHandle? _selected;
    private int _chosen;

    /// <summary>Where the newest painting has the segment of a brain; empty where there is none.</summary>
    internal SKRect Place(int brain) => _brains.Count == 0 ? SKRect.Empty : _names.Place(brain);

    internal void Press(float x, float y) => _chosen = _brains.Count > 0 && _names.At(x, y) is >= 0 and int pressed ? pressed : _chosen;

    /// <summary>All have room.</summary>
    internal void Hide() => _brains = [];

    /// <summary>What it needs of a run's brains.</summary>
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
    /// <returns>The brain that is to be shown.</returns>
    internal int Paint(PanelCanvas canvas, AgentHandle? selected, SKRect place)
    {
        _chosen = selected is { } handle && selected != _selected && handle.Brain < _brains.Count ? handle.Brain : _chosen;
        _selected = selected;
        _names.Paint(canvas, place, _chosen);
        return _chosen;
    }
}
