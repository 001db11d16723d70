using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Brains;

/// <summary>Runs a brain's policy as it decides now, for whoever looks into it. Does not allocate once the buffers have grown.</summary>
internal sealed class NetworkReader
{
    /// <summary>Most agents over which units are judged.</summary>
    internal const int MostRows = 256;
    private readonly Brain _brain;
    private readonly NeuronLayer[] _layers;
    private readonly LayerActivations _selected;
    private readonly LayerActivations _batch;
    private readonly LayerActivations? _plane;
    private readonly IPlaceObservation? _places;
    private readonly float _side;
    private readonly GrowingArray<UnitState> _states = new();
    private readonly GrowingArray<float> _maps = new();
    private int _judged;

    /// <param name="brain">The brain.</param>
    /// <param name="layers">Its neurons.</param>
    /// <param name="places">What its agents sense at a place of the world, where that is all: then every neuron has a map.</param>
    /// <param name="side">Length of the world's side, m.</param>
    internal NetworkReader(Brain brain, IReadOnlyList<NeuronLayer> layers, IPlaceObservation? places, float side)
    {
        (_brain, _layers, _places, _side) = (brain, [.. layers], places, side);
        _selected = new LayerActivations(brain.Policy, 1);
        _batch = new LayerActivations(brain.Policy, MostRows);
        _plane = places is not null ? new LayerActivations(brain.Policy, KindSnapshot.MapSide * KindSnapshot.MapSide) : null;
    }

    /// <summary>Judges the units over the newest frame's observations, and maps the neurons over the plane.</summary>
    internal void Look()
    {
        Judge();
        if (_plane is not null)
        {
            MapPlane(_plane);
        }
    }

    /// <summary>What <see cref="Look"/> found last.</summary>
    internal void Write(KindSnapshot into)
    {
        into.UnitStates.CopyFrom(_states.Items);
        into.JudgedAgents = _judged;
        into.NeuronMaps.CopyFrom(_maps.Items);
    }

    /// <summary>The inputs of the agent, then what every neuron makes of them.</summary>
    internal void Write(SelectedAgent selected)
    {
        if (selected.Observation.Count != _brain.Observations.Width)
        {
            return;
        }

        Run(_selected, selected.Observation.Items);
        selected.Inputs.CopyFrom(_selected.Inputs.Row(0));
        Span<float> values = selected.Activations.Refill(Neurons);
        foreach (NeuronLayer layer in _layers)
        {
            _selected[layer.Index].Row(0).CopyTo(values[layer.First..]);
        }
    }

    private int Neurons => _layers[^1].First + _layers[^1].Width;

    private void Judge()
    {
        Decisions decisions = _brain.Decisions;
        _judged = Math.Min(MostRows, decisions.Count);
        for (int i = 0; i < _judged; i++)
        {
            Normalize(decisions.Observation((int)((long)i * decisions.Count / _judged)), _batch.Inputs.Row(i));
        }

        _batch.Forward(_brain.Published.Network(NetworkNames.Policy), _judged);
        Span<UnitState> states = _states.Refill(Neurons);
        foreach (NeuronLayer layer in _layers)
        {
            UnitStates.Find(layer.Activation, _batch[layer.Index], states.Slice(layer.First, layer.Width));
        }
    }

    /// <summary>Map by map, rows from the bottom.</summary>
    private void MapPlane(LayerActivations plane)
    {
        const int Side = KindSnapshot.MapSide;
        Span<float> observation = stackalloc float[_brain.Observations.Width];
        for (int i = 0; i < Side * Side; i++)
        {
            _places!.Observe((i % Side + 0.5f) * _side / Side, (i / Side + 0.5f) * _side / Side, observation);
            Normalize(observation, plane.Inputs.Row(i));
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

    private void Run(LayerActivations activations, ReadOnlySpan<float> observation)
    {
        Normalize(observation, activations.Inputs.Row(0));
        activations.Forward(_brain.Published.Network(NetworkNames.Policy), 1);
    }

    /// <summary>As the brain does: an observation that it refuses becomes zeros.</summary>
    private void Normalize(ReadOnlySpan<float> observation, Span<float> inputs)
    {
        if (!_brain.Normalizer.TryNormalize(observation, inputs))
        {
            inputs.Clear();
        }
    }
}
