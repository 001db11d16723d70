using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Inference;

/// <summary>Forward passes that keep the outputs of every layer, a₁ = f₁(x), a₂ = f₂(a₁) and so on: for overlays, <see cref="UnitStates"/> and tests.</summary>
/// <remarks>
/// The last layer's outputs equal those of <see cref="Predictor.Forward"/> bit for bit. Both skip layers that act only in training. Only construction allocates. One thread at a time.
/// <example><code>
/// LayerActivations activations = new(brain.Policy, rows: 1);
/// brain.Normalizer.TryNormalize(observation, activations.Inputs.Row(0));
/// activations.Forward(brain.Published.Network(NetworkNames.Policy), 1);
/// float hidden = activations[0][0, 7];    // output of unit 7 of the first layer
/// </code></example>
/// </remarks>
public sealed class LayerActivations
{
    private readonly Sequential _network;
    private readonly Matrix[] _outputs;

    /// <summary>Allocates memory for the inputs and the outputs of every layer.</summary>
    /// <param name="network">The network to run.</param>
    /// <param name="rows">Largest number of rows in a pass, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is less than 1.</exception>
    public LayerActivations(Sequential network, int rows)
    {
        Require.NotNull(network);
        Require.Positive(rows);
        _network = network;
        Inputs = new Matrix(rows, network.Inputs);
        _outputs = new Matrix[network.Layers.Count];
        for (int i = 0; i < _outputs.Length; i++)
        {
            // A skipped layer's output is its input.
            _outputs[i] = i > 0 && network.Layers[i].IsTrainingOnly ? _outputs[i - 1] : new Matrix(rows, network.Width(i + 1));
        }
    }

    /// <summary>Normalised inputs, [rows, inputs], which the caller writes before <see cref="Forward"/>.</summary>
    public Matrix Inputs { get; }

    /// <summary>Number of rows in the newest pass; 0 before the first.</summary>
    public int Rows { get; private set; }

    /// <summary>Outputs of a layer in the newest pass, [<see cref="Rows"/>, width]. Does not allocate.</summary>
    /// <param name="layer">The layer's index in <see cref="Sequential.Layers"/>.</param>
    public ReadOnlyMatrixView this[int layer] => _outputs[layer].FirstRows(Rows);

    /// <summary>Runs the network over the first rows of <see cref="Inputs"/>. Does not allocate.</summary>
    /// <param name="parameters">The network's slice of a snapshot or a parameter buffer.</param>
    /// <param name="rows">Number of rows, from 0 to the number of rows of <see cref="Inputs"/>.</param>
    /// <exception cref="ArgumentException">The slice doesn't have this network's length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is out of its range.</exception>
    public void Forward(ReadOnlySpan<float> parameters, int rows)
    {
        Require.Length(parameters.Length, _network.ParameterLength, nameof(parameters));
        Require.InRange(rows, 0, Inputs.Rows);
        Rows = rows;
        Debug.Assert(_outputs.Length == _network.Layers.Count, "Each layer must have room for its output.");
        if (_network.Layers[0].IsTrainingOnly)
        {
            Inputs.FirstRows(rows).CopyTo(_outputs[0].FirstRows(rows));
        }

        ForwardLoop.Run(_network, parameters, Inputs.FirstRows(rows), _outputs);
    }
}
