using NeuroAgents.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Training;

/// <summary>Loss and gradient of a minibatch: forward through every layer, then the chain rule back (Rumelhart, Hinton, Williams 1986).</summary>
/// <remarks>Owns the activations and their gradients for batches up to its capacity. <see cref="Run"/> does not allocate. One thread at a time.</remarks>
public sealed class Backpropagation
{
    private readonly Sequential _network;
    private readonly Matrix[] _outputs;
    private readonly Matrix[] _outputGradients;
    private readonly AlignedBuffer[] _scratch;

    /// <summary>Allocates the workspace.</summary>
    /// <param name="network">The program.</param>
    /// <param name="batchCapacity">The largest batch, rows, at least 1.</param>
    public Backpropagation(Sequential network, int batchCapacity)
    {
        Require.NotNull(network);
        Require.Positive(batchCapacity);
        _network = network;
        BatchCapacity = batchCapacity;
        int layers = network.Layers.Count;
        _outputs = new Matrix[layers];
        _outputGradients = new Matrix[layers];
        _scratch = new AlignedBuffer[layers];
        for (int layer = 0; layer < layers; layer++)
        {
            _outputs[layer] = new Matrix(batchCapacity, network.Width(layer + 1));
            _outputGradients[layer] = new Matrix(batchCapacity, network.Width(layer + 1));
            _scratch[layer] = new AlignedBuffer(network.Layers[layer].ScratchLength(network.Width(layer)));
        }
    }

    /// <summary>The largest batch, rows.</summary>
    public int BatchCapacity { get; }

    /// <summary>What a layer wrote in the last run, [batch capacity, outputs]: for overlays and tests.</summary>
    public ReadOnlyMatrixView Output(int layer) => _outputs[layer].View;

    /// <summary>Writes dL/dparameters and returns L.</summary>
    /// <param name="parameters">The network's slice of the parameter buffer.</param>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="target">[batch, target columns of the loss].</param>
    /// <param name="loss">L.</param>
    /// <param name="gradients">The network's slice of the gradient buffer: overwritten.</param>
    /// <param name="weights">[batch]: a weight per row; empty if all are 1.</param>
    /// <returns>The mean loss of the batch.</returns>
    /// <exception cref="ArgumentException">A shape is not what the network has, or the batch is empty or above the capacity.</exception>
    public float Run(
        ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, ReadOnlyMatrixView target, Loss loss, Span<float> gradients,
        ReadOnlySpan<float> weights = default)
    {
        Require.NotNull(loss);
        Require.Length(parameters.Length, _network.ParameterLength, nameof(parameters));
        Require.Length(gradients.Length, _network.ParameterLength, nameof(gradients));
        Require.Columns(input.Columns, _network.Inputs, nameof(input));
        Require.InRange(input.Rows, 1, BatchCapacity, "input.Rows");
        Forward(parameters, input);
        int last = _outputs.Length - 1;
        float value = loss.Evaluate(_outputs[last].FirstRows(input.Rows), target, _outputGradients[last].FirstRows(input.Rows), weights);
        Backward(parameters, input, gradients);
        return value;
    }

    private void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input)
    {
        ReadOnlyMatrixView values = input;
        for (int layer = 0; layer < _outputs.Length; layer++)
        {
            MatrixView next = _outputs[layer].FirstRows(input.Rows);
            _network.Layers[layer].Forward(_network.Slice(parameters, layer), values, next);
            values = next;
        }
    }

    private void Backward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, Span<float> gradients)
    {
        int rows = input.Rows;
        for (int layer = _outputs.Length - 1; layer >= 0; layer--)
        {
            bool isFirst = layer == 0;
            _network.Layers[layer].Backward(new BackwardPass
            {
                Parameters = _network.Slice(parameters, layer),
                ParameterGradient = _network.Slice(gradients, layer),
                Input = isFirst ? input : _outputs[layer - 1].FirstRows(rows),
                Output = _outputs[layer].FirstRows(rows),
                OutputGradient = _outputGradients[layer].FirstRows(rows),
                InputGradient = isFirst ? default : _outputGradients[layer - 1].FirstRows(rows),
                NeedsInputGradient = !isFirst,
                Scratch = _scratch[layer].Span,
            });
        }
    }
}
