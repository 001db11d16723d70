using NeuroAgents.Models;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The panel of a brain's weights, gradients, updates or changes: a map and a histogram for each layer, on one scale that is the same for both signs. Dragging a cell changes its weight.</summary>
/// <param name="post">Receives changes of a weight.</param>
internal sealed class WeightsPanel(Action<WeightEdit> post) : Panel
{
    private const float NameHeight = 14;
    private const float FootHeight = 24;
    private const float Gap = 8;
    private const float UnitsPerLimit = 80;
    private readonly Segments _switch = new(WeightViews.Names);
    private readonly List<WeightPlace> _places = [];
    private readonly BrainChoice _brain = new();
    private PanelData? _data;
    private IReadOnlyList<BrainFacts> _brains = [];
    private WeightAddress? _hovered;
    private WeightDrag? _drag;

    internal override string Name => "weights";

    internal override string Title => "Weights";

    internal override Key Key => Key.Number2;

    internal override PanelSide Side => PanelSide.Right;

    /// <summary>The shown values.</summary>
    internal WeightView View { get; set; }

    /// <summary>Places of the layers in the newest painting, by brain and layer.</summary>
    internal IReadOnlyList<WeightPlace> Places => _places;

    /// <summary>Returns the place of a view's segment in the newest painting, in units from the panel's corner.</summary>
    internal SKRect SegmentOf(WeightView view) => _switch.Place((int)view);

    /// <summary>Returns the place of a brain's segment; empty if all brains fit.</summary>
    internal SKRect SegmentOf(int brain) => _brain.Place(brain);

    internal override (float Min, float Preferred) Heights(PanelData data)
    {
        int brains = Math.Max(1, data.Brains.Count);
        return (Top + 292, Top + (brains > 1 ? brains * 300 : 450));
    }

    internal void NextView() => View = (WeightView)(((int)View + 1) % WeightViews.Names.Count);

    internal override bool Hover(float x, float y)
    {
        WeightAddress? before = _hovered;
        _hovered = At(x, y);
        return before != _hovered;
    }

    internal override bool Press(float x, float y)
    {
        View = _switch.At(x, y) is >= 0 and int chosen ? (WeightView)chosen : View;
        _brain.Press(x, y);
        _hovered = At(x, y);
        if (View != WeightView.Weights || _hovered is not { } address || _data is not { } data || data.Brains != _brains)
        {
            return false;
        }

        WeightMap map = MapOf(data, address.Brain)!;
        float value = map.Weight(address.Layer.Weights, address.Input, address.Output);
        BrainFacts brain = data.Brains[address.Brain];
        string name = $"{(data.Brains.Count > 1 ? $"{brain.Name}, " : "")}{address.Describe(brain)}";
        _drag = new WeightDrag(address, brain.Name, name, value, y, (float)map.Limit / UnitsPerLimit, post);
        return true;
    }

    internal override void Drag(float x, float y) => _drag?.Move(y);

    internal override void Release(float x, float y)
    {
        _drag?.End();
        (_drag, _hovered) = (null, At(x, y));
    }

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        _places.Clear();
        _data = data;
        if (data.Brains != _brains)
        {
            // The weights under the cursor belong to a finished run.
            (_brains, _hovered, _drag) = (data.Brains, null, null);
        }

        int step = data.Brains.Max(brain => brain.Layers.Max(layer => WeightMap.Step(layer.Weights)));
        Remark(canvas, View == WeightView.Change ? $"since frame {Numerals.Whole(data.Mark!.Frame)}; M marks this frame"
            : step > 1 ? $"inputs right, outputs down; wide layers: 1 in {step}" : "inputs to the right, outputs down");
        SKRect row = new(PanelCanvas.Margin, Top, canvas.Right, Top + Segments.Height), room = new(row.Left, row.Bottom + Gap, row.Right, canvas.Height - FootHeight);
        if (room.Height >= data.Brains.Count * (NameHeight + BrainWeights.MinHeight))
        {
            _brain.Hide();
            PaintBrains(canvas, data, room);
        }
        else
        {
            int brain = PaintChoice(canvas, data, ref row, ref room);
            PaintMaps(canvas, data, brain, room);
        }

        _switch.Paint(canvas, row, (int)View);
        PaintFoot(canvas, data);
    }

    private void PaintMaps(PanelCanvas canvas, PanelData data, int brain, SKRect place)
        => new BrainWeights(View, _drag?.Address ?? _hovered, _places).Paint(
            canvas, data.Brains[brain], data.Values(brain), data.Mark?.Parameters[brain], brain, place);

    private WeightMap? MapOf(PanelData data, int brain)
        => View.Of(data.Brains[brain], data.Values(brain), data.Mark?.Parameters[brain]);

    /// <summary>Paints the choice of brains in the line of the view switch if both fit, else below it.</summary>
    private int PaintChoice(PanelCanvas canvas, PanelData data, ref SKRect row, ref SKRect room)
    {
        float width = _brain.Width(canvas.Texts, data.Brains);
        SKRect place = row with { Left = row.Right - width };
        if (place.Left - Gap - row.Left >= _switch.Width(canvas.Texts))
        {
            row.Right = place.Left - Gap;
        }
        else
        {
            place = row with { Top = row.Bottom + Gap, Bottom = row.Bottom + Gap + Segments.Height };
            room.Top = place.Bottom + Gap;
        }

        return _brain.Paint(canvas, data.Agent.Handle, place);
    }

    /// <summary>Paints the brains one below the other, with names if there are several.</summary>
    private void PaintBrains(PanelCanvas canvas, PanelData data, SKRect room)
    {
        IReadOnlyList<BrainFacts> brains = data.Brains;
        float height = room.Height / brains.Count, name = brains.Count > 1 ? NameHeight : 0;
        for (int i = 0; i < brains.Count; i++)
        {
            SKRect place = SKRect.Create(room.Left, room.Top + i * height, room.Width, height);
            if (name > 0)
            {
                canvas.Text(brains[i].Name, place.Left, place.Top + 8, Palette.Category(i, []));
            }

            PaintMaps(canvas, data, i, place with { Top = place.Top + name });
        }
    }

    /// <summary>Paints the details of the weight under the cursor, or the meaning of the numbers below the maps.</summary>
    private void PaintFoot(PanelCanvas canvas, PanelData data)
    {
        string text;
        float width = canvas.Right - PanelCanvas.Margin;
        if ((_drag?.Address ?? _hovered) is { } address && MapOf(data, address.Brain) is { } map)
        {
            float value = _drag?.Value ?? map.Weight(address.Layer.Weights, address.Input, address.Output);
            string hint = View == WeightView.Weights && _drag is null ? "; drag up or down" : "";
            text = $"{address.Describe(data.Brains[address.Brain])} = {Numerals.Short(value)}";
            text += canvas.Texts.Width(text + hint, PanelCanvas.Small) <= width ? hint : "";
        }
        else
        {
            int steps = data.Values(0).UpdateMinibatches;
            text = $"white: log₁₀ |update| / |weights|{(steps > 1 ? $" in {steps} steps" : "")}, usually near −3";
        }

        canvas.Text(canvas.Texts.Fit(text, PanelCanvas.Small, width), PanelCanvas.Margin, canvas.Height - 8, Palette.Faint, PanelCanvas.Small);
    }

    private WeightAddress? At(float x, float y)
    {
        foreach (WeightPlace place in _places)
        {
            if (place.At(x, y) is { } address)
            {
                return address;
            }
        }

        return null;
    }
}

/// <summary>A drag of a weight; upwards increases its value. The events name the first and the last value.</summary>
/// <param name="address">The weight.</param>
/// <param name="brain">Name of its brain.</param>
/// <param name="name">Name of the weight in the list of events.</param>
/// <param name="value">Its value when the drag begins.</param>
/// <param name="y">Height at which the drag begins.</param>
/// <param name="perUnit">Change of the value per unit of length.</param>
/// <param name="post">Receives the changes.</param>
internal sealed class WeightDrag(WeightAddress address, string brain, string name, float value, float y, float perUnit, Action<WeightEdit> post)
{
    private readonly float _start = value;

    /// <summary>The weight.</summary>
    internal WeightAddress Address => address;

    /// <summary>Current value.</summary>
    internal float Value { get; private set; } = value;

    internal void Move(float to)
    {
        Value = _start + (y - to) * perUnit;
        post(Edit(isFinal: false));
    }

    /// <summary>Ends the drag.</summary>
    internal void End()
    {
        if (Value != _start)
        {
            post(Edit(isFinal: true) with { Text = $"by hand, {name}: {Numerals.Short(_start)} → {Numerals.Short(Value)}" });
        }
    }

    private WeightEdit Edit(bool isFinal) => new(brain, address.Layer.Weights.Name, address.Input, address.Output, Value, isFinal);
}

/// <summary>A change of a weight by the user.</summary>
/// <param name="Brain">Name of its brain.</param>
/// <param name="Tensor">Name of its tensor.</param>
/// <param name="Row">Its input.</param>
/// <param name="Column">Its neuron.</param>
/// <param name="Value">Its new value.</param>
/// <param name="IsFinal">Whether the drag is over.</param>
internal sealed record WeightEdit(string Brain, string Tensor, int Row, int Column, float Value, bool IsFinal)
{
    /// <summary>Description of the change after the drag; null before.</summary>
    internal string? Text { get; init; }
}
