using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;

namespace NeuroAgents.Overlay.Brains;

/// <summary>A reader of a brain's activations, unit states and neuron maps. Does not allocate once the buffers have grown.</summary>
internal sealed class NetworkReader
{
    /// <summary>Maximum number of agents for determining unit states.</summary>
    internal const int MaxRows = 256;
    private readonly Brain _brain;
    private readonly NeuronLayer[] _layers;
    private readonly LayerActivations _selected;
    private readonly LayerActivations _batch;
    private readonly Matrix? _observations;
    private readonly LayerActivations? _plane;
    private readonly GrowingArray<UnitState> _states = new();
    private readonly GrowingArray<float> _maps = new();
    private int _evaluatedAgents;

    /// <param name="brain">The brain.</param>
    /// <param name="layers">Its neuron layers.</param>
    /// <param name="plane">Observations over a square of places, <see cref="BrainSnapshot.MapSide"/>² rows, for the map of every neuron; null for no maps.</param>
    internal NetworkReader(Brain brain, IReadOnlyList<NeuronLayer> layers, Matrix? plane)
    {
        (_brain, _layers) = (brain, [.. layers]);
        _selected = new LayerActivations(brain.Policy, 1);
        _batch = new LayerActivations(brain.Policy, MaxRows);
        (_observations, _plane) = (plane, plane is not null ? new LayerActivations(brain.Policy, BrainSnapshot.MapSide * BrainSnapshot.MapSide) : null);
    }

    /// <summary>Determines the unit states over the newest frame's observations, and maps the neurons over the plane.</summary>
    internal void Evaluate()
    {
        FindUnitStates();
        if (_plane is not null)
        {
            MapPlane(_plane);
        }
    }

    /// <summary>Writes the newest results of <see cref="Evaluate"/>.</summary>
    internal void Write(BrainSnapshot into)
    {
        into.UnitStates.CopyFrom(_states.Items);
        into.EvaluatedAgents = _evaluatedAgents;
        into.NeuronMaps.CopyFrom(_maps.Items);
    }

    /// <summary>Runs the policy on one observation.</summary>
    /// <param name="observation">The observation; it is ignored if its width is wrong.</param>
    /// <param name="inputs">The policy's inputs, overwritten.</param>
    /// <param name="activations">The outputs of every neuron, overwritten.</param>
    internal void Run(ReadOnlySpan<float> observation, GrowingArray<float> inputs, GrowingArray<float> activations)
    {
        if (observation.Length != _brain.Observations.Width)
        {
            return;
        }

        Normalize(observation, _selected.Inputs.Row(0));
        _selected.Forward(_brain.Published.Network(NetworkNames.Policy), 1);
        inputs.CopyFrom(_selected.Inputs.Row(0));
        Span<float> values = activations.Refill(Neurons);
        foreach (NeuronLayer layer in _layers)
        {
            _selected[layer.Index].Row(0).CopyTo(values[layer.First..]);
        }
    }

    private int Neurons => _layers[^1].First + _layers[^1].Width;

    private void FindUnitStates()
    {
        Decisions decisions = _brain.Decisions;
        _evaluatedAgents = Math.Min(MaxRows, decisions.Count);
        for (int i = 0; i < _evaluatedAgents; i++)
        {
            Normalize(decisions.Inputs((int)((long)i * decisions.Count / _evaluatedAgents)), _batch.Inputs.Row(i));
        }

        _batch.Forward(_brain.Published.Network(NetworkNames.Policy), _evaluatedAgents);
        Span<UnitState> states = _states.Refill(Neurons);
        foreach (NeuronLayer layer in _layers)
        {
            UnitStates.Find(layer.Activation, _batch[layer.Index], states.Slice(layer.First, layer.Width));
        }
    }

    /// <summary>Runs the policy over the plane and stores the outputs map by map, rows from the bottom.</summary>
    private void MapPlane(LayerActivations plane)
    {
        const int Side = BrainSnapshot.MapSide;
        for (int i = 0; i < Side * Side; i++)
        {
            Normalize(_observations!.Row(i), plane.Inputs.Row(i));
        }

        plane.Forward(_brain.Published.Network(NetworkNames.Policy), Side * Side);
        Span<float> maps = _maps.Refill(Neurons * Side * Side);
        foreach (NeuronLayer layer in _layers)
        {
            ReadOnlyMatrixView outputs = plane[layer.Index];
            for (int i = 0; i < outputs.Rows; i++)
            {
                ReadOnlySpan<float> row = outputs.Row(i);
                for (int unit = 0; unit < row.Length; unit++)
                {
                    maps[(layer.First + unit) * Side * Side + i] = row[unit];
                }
            }
        }
    }

    /// <summary>Normalizes an observation as the brain does; an invalid observation becomes zeros.</summary>
    private void Normalize(ReadOnlySpan<float> observation, Span<float> inputs)
    {
        if (!_brain.Normalizer.TryNormalize(observation, inputs))
        {
            inputs.Clear();
        }
    }
}
