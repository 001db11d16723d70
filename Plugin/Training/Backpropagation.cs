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
    private readonly Sequential network;
    private readonly Matrix[] outputs;
    private readonly Matrix[] outputGradients;
    private readonly AlignedBuffer[] scratch;

    /// <summary>Allocates the workspace.</summary>
    /// <param name="network">The program.</param>
    /// <param name="batchCapacity">The largest batch, rows, at least 1.</param>
    public Backpropagation(Sequential network, int batchCapacity)
    {
        Require.NotNull(network);
        Require.Positive(batchCapacity);
        this.network = network;
        BatchCapacity = batchCapacity;
        int layers = network.Layers.Count;
        outputs = new Matrix[layers];
        outputGradients = new Matrix[layers];
        scratch = new AlignedBuffer[layers];
        for (int layer = 0; layer < layers; layer++)
        {
            outputs[layer] = new Matrix(batchCapacity, network.Width(layer + 1));
            outputGradients[layer] = new Matrix(batchCapacity, network.Width(layer + 1));
            scratch[layer] = new AlignedBuffer(network.Layers[layer].ScratchLength(network.Width(layer)));
        }
    }

    /// <summary>The largest batch, rows.</summary>
    public int BatchCapacity { get; }

    /// <summary>What a layer wrote in the last run, [batch capacity, outputs]: for overlays and tests.</summary>
    public ReadOnlyMatrixView Output(int layer) => outputs[layer].View;

    /// <summary>Writes dL/dparameters and returns L.</summary>
    /// <param name="parameters">The network's slice of the parameter buffer.</param>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="target">[batch, outputs].</param>
    /// <param name="loss">L.</param>
    /// <param name="gradients">The network's slice of the gradient buffer: overwritten.</param>
    /// <returns>The mean loss of the batch.</returns>
    /// <exception cref="ArgumentException">A shape is not what the network has, or the batch is empty or above the capacity.</exception>
    public float Run(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, ReadOnlyMatrixView target, Loss loss, Span<float> gradients)
    {
        Require.NotNull(loss);
        Require.Length(parameters.Length, network.ParameterLength, nameof(parameters));
        Require.Length(gradients.Length, network.ParameterLength, nameof(gradients));
        Require.Columns(input.Columns, network.Inputs, nameof(input));
        Require.InRange(input.Rows, 1, BatchCapacity, "input.Rows");
        Forward(parameters, input);
        int last = outputs.Length - 1;
        float value = loss.Evaluate(outputs[last].FirstRows(input.Rows), target, outputGradients[last].FirstRows(input.Rows));
        Backward(parameters, input, gradients);
        return value;
    }

    private void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input)
    {
        ReadOnlyMatrixView values = input;
        for (int layer = 0; layer < outputs.Length; layer++)
        {
            MatrixView next = outputs[layer].FirstRows(input.Rows);
            network.Layers[layer].Forward(network.Slice(parameters, layer), values, next);
            values = next;
        }
    }

    private void Backward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, Span<float> gradients)
    {
        int rows = input.Rows;
        for (int layer = outputs.Length - 1; layer >= 0; layer--)
        {
            bool isFirst = layer == 0;
            network.Layers[layer].Backward(new BackwardPass
            {
                Parameters = network.Slice(parameters, layer),
                ParameterGradient = network.Slice(gradients, layer),
                Input = isFirst ? input : outputs[layer - 1].FirstRows(rows),
                Output = outputs[layer].FirstRows(rows),
                OutputGradient = outputGradients[layer].FirstRows(rows),
                InputGradient = isFirst ? default : outputGradients[layer - 1].FirstRows(rows),
                NeedsInputGradient = !isFirst,
                Scratch = scratch[layer].Span,
            });
        }
    }
}
