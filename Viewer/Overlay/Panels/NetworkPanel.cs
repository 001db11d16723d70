using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The panel of a network: neurons in the colour of their activation for the selected agent's observation, or as maps over the plane; the strongest weights as edges; and dead or saturated units.</summary>
internal sealed class NetworkPanel : Panel
{
    private const float LineHeight = 12;

    /// <summary>Minimum panel width at which each text at the foot fits on one line; in narrower panels it takes two.</summary>
    private const float WideFoot = 500;
    private NeuronPlaces? _places;
    private BrainFacts? _brain;
    private (int Input, int Neuron) _hovered = (-1, -1);

    internal override string Name => "network";

    internal override string Title => "Network";

    internal override Key Key => Key.Number6;

    internal override PanelSide Side => PanelSide.Below;

    /// <summary>Places of the neurons in the newest painting, in units from the panel's corner.</summary>
    internal IReadOnlyList<SKRect> Neurons => _places?.Neurons ?? [];

    /// <summary>Places of the inputs in the newest painting.</summary>
    internal IReadOnlyList<SKRect> Inputs => _places?.Inputs ?? [];

    internal override (float Min, float Preferred) Heights(PanelData data) => (190, 440);

    internal override bool Hover(float x, float y)
    {
        (int, int) before = _hovered;
        _hovered = _places?.At(x, y) ?? (-1, -1);
        return before != _hovered;
    }

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        int number = data.Agent.Handle is { } handle && handle.Brain < data.Brains.Count ? handle.Brain : 0;
        (BrainFacts brain, BrainSnapshot now) = (data.Brains[number], data.Values(number));
        AgentSnapshot? agent = data.Agent is { Activations.Count: > 0 } selected ? selected : null;
        _hovered = brain == _brain ? _hovered : (-1, -1);
        _brain = brain;
        _places = new NeuronPlaces(brain, new SKRect(PanelCanvas.Margin, Top, canvas.Right, canvas.Height - FootHeight(canvas)), now.NeuronMaps.Count > 0);
        WeightMap map = new(brain.Layers, now.Parameters);
        PaintEdges(canvas, brain, map);
        NetworkEnds ends = new(_places, brain, agent);
        ends.PaintInputs(canvas, _hovered.Input);
        PaintNeurons(canvas, brain, now, agent);
        ends.PaintOutputNames(canvas);
        PaintFoot(canvas, NetworkCaption.Of(brain, now, agent, map, _hovered));
        Remark(canvas, [.. NetworkCaption.Units(data.Brains, brain, now)]);
    }

    private static int FootLines(PanelCanvas canvas) => canvas.Width < WideFoot ? 2 * NetworkCaption.Count : NetworkCaption.Count;

    private static float FootHeight(PanelCanvas canvas) => FootLines(canvas) * LineHeight + 10;

    private static void PaintFoot(PanelCanvas canvas, IReadOnlyList<string> texts)
    {
        float y = canvas.Height - FootHeight(canvas) + 14;
        foreach (string line in texts.SelectMany(text => canvas.Texts.Wrap(text, PanelCanvas.Small, canvas.Right - PanelCanvas.Margin, FootLines(canvas) / NetworkCaption.Count)))
        {
            canvas.Text(line, PanelCanvas.Margin, y, Palette.Faint, PanelCanvas.Small);
            y += LineHeight;
        }
    }

    private void PaintEdges(PanelCanvas canvas, BrainFacts brain, WeightMap map)
    {
        int first = -1;
        for (int i = 0; i < brain.Layers.Count; i++)
        {
            NeuronLayer layer = brain.Layers[i];
            ReadOnlySpan<SKRect> from = first < 0 ? _places!.Inputs : _places!.Neurons.AsSpan(first, layer.Weights.Rows);
            int into = _hovered.Neuron - layer.First, outOf = first < 0 ? _hovered.Input : _hovered.Neuron - first;
            bool isAnyHovered = _hovered != (-1, -1);
            IReadOnlyList<Edge> edges = !isAnyHovered ? Edge.Strongest(map, layer)
                : _hovered.Neuron >= 0 && into >= 0 && into < layer.Width ? Edge.Into(map, layer, into)
                : outOf >= 0 && outOf < layer.Weights.Rows && (first < 0 || _hovered.Neuron >= 0) ? Edge.OutOf(map, layer, outOf) : [];
            foreach (Edge edge in edges)
            {
                SKRect start = from[edge.From], end = _places.Neurons[layer.First + edge.To];
                float share = (float)Math.Min(1, Math.Abs(edge.Weight) / map.Limit);
                canvas.Line(start.Right, start.MidY, end.Left, end.MidY, map.Colour(edge.Weight), 0.5f + 2.5f * share);
            }

            first = layer.First;
        }
    }

    private void PaintNeurons(PanelCanvas canvas, BrainFacts brain, BrainSnapshot now, AgentSnapshot? agent)
    {
        using SKImage? maps = now.NeuronMaps.Count > 0 ? NeuronMaps.Create(now.NeuronMaps.Items) : null;
        foreach (NeuronLayer layer in brain.Layers)
        {
            ReadOnlySpan<float> values = agent is null ? [] : agent.Activations.Items.Slice(layer.First, layer.Width);
            float largest = Largest(values);
            PaintGround(canvas, layer);
            for (int i = layer.First; i < layer.First + layer.Width; i++)
            {
                SKRect cell = _places!.Neurons[i];
                SKColor activation = agent is null ? Palette.Background : Palette.Diverging(values[i - layer.First] / largest);
                if (maps is null)
                {
                    canvas.Fill(cell, activation);
                }
                else
                {
                    NeuronMaps.Paint(canvas, maps, i, cell);
                }

                canvas.Frame(cell, i == _hovered.Neuron ? Palette.Text : Palette.Line);
                if (maps is not null && agent is not null && i != _hovered.Neuron)
                {
                    canvas.Frame(cell, activation.WithAlpha((byte)(255 * Math.Abs(values[i - layer.First] / largest))), width: 2);
                }

                if (i < now.UnitStates.Count)
                {
                    PaintState(canvas, cell, now.UnitStates.Items[i]);
                }
            }
        }
    }

    /// <summary>Paints the ground of a layer. Edges end at its outline, because they would be noise in the gaps between its cells.</summary>
    private void PaintGround(PanelCanvas canvas, NeuronLayer layer)
    {
        SKRect ground = _places!.Neurons[layer.First];
        foreach (SKRect cell in _places.Neurons.AsSpan(layer.First, layer.Width))
        {
            ground.Union(cell);
        }

        canvas.Fill(ground, Palette.Panel);
    }

    /// <summary>Paints a unit's state: a cross for dead, two bars for saturated.</summary>
    private static void PaintState(PanelCanvas canvas, SKRect cell, UnitState state)
    {
        SKRect sign = SKRect.Inflate(cell, -0.18f * cell.Width, -0.18f * cell.Height);
        float width = Math.Clamp(cell.Width / 9, 1, 2.2f);
        if (state == UnitState.Dead)
        {
            canvas.Line(sign.Left, sign.Top, sign.Right, sign.Bottom, Palette.Text, width);
            canvas.Line(sign.Left, sign.Bottom, sign.Right, sign.Top, Palette.Text, width);
        }
        else if (state == UnitState.Saturated)
        {
            float third = sign.Height / 4;
            canvas.Line(sign.Left, sign.MidY - third, sign.Right, sign.MidY - third, Palette.Text, width);
            canvas.Line(sign.Left, sign.MidY + third, sign.Right, sign.MidY + third, Palette.Text, width);
        }
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 1e-6f;
        foreach (float value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
