using System.Diagnostics;
using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Inference;

/// <summary>Forward passes that keep what every layer puts out, a₁ = f₁(x), a₂ = f₂(a₁) and so on: for overlays, <see cref="UnitStates"/> and tests.</summary>
/// <remarks>
/// The last layer has the bits of <see cref="Predictor.Forward"/>; layers of training alone are skipped as there. Only construction allocates. One thread at a time.
/// <example><code>
/// LayerActivations activations = new(brain.Policy, rows: 1);
/// brain.Normalizer.TryNormalize(observation, activations.Inputs.Row(0));
/// activations.Forward(brain.Published.Network(NetworkNames.Policy), 1);
/// float hidden = activations[0][0, 7];    // what unit 7 of the first layer puts out
/// </code></example>
/// </remarks>
public sealed class LayerActivations
{
    private readonly Sequential _network;
    private readonly Matrix[] _outputs;

    /// <summary>Allocates room for the inputs and every layer's outputs.</summary>
    /// <param name="network">The program.</param>
    /// <param name="rows">Most rows of a pass, at least 1.</param>
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
            // What is skipped puts out what it gets.
            _outputs[i] = i > 0 && network.Layers[i].IsTrainingOnly ? _outputs[i - 1] : new Matrix(rows, network.Width(i + 1));
        }
    }

    /// <summary>The normalised inputs, [rows, inputs]: written by the caller before <see cref="Forward"/>.</summary>
    public Matrix Inputs { get; }

    /// <summary>Rows of the newest pass; 0 before the first.</summary>
    public int Rows { get; private set; }

    /// <summary>What a layer put out in the newest pass, [<see cref="Rows"/>, width]. Does not allocate.</summary>
    /// <param name="layer">Its index in <see cref="Sequential.Layers"/>.</param>
    public ReadOnlyMatrixView this[int layer] => _outputs[layer].FirstRows(Rows);

    /// <summary>Runs the network over the first rows of <see cref="Inputs"/>. Does not allocate.</summary>
    /// <param name="parameters">The network's slice of a snapshot or a parameter buffer.</param>
    /// <param name="rows">Number of rows, 0 to those of <see cref="Inputs"/>.</param>
    /// <exception cref="ArgumentException">The slice is not of this network's length.</exception>
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
