using System.Diagnostics;
using NeuroAgents.Layers;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>The forward loop through a network's layers, which prediction, evaluation, activations and training share.</summary>
/// <remarks>Does not allocate. Thread safe for distinct rows of the outputs.</remarks>
internal static class ForwardLoop
{
    /// <summary>Runs all layers as in inference, which skips training-only layers.</summary>
    /// <param name="network">The program.</param>
    /// <param name="parameters">The network's slice of a parameter buffer.</param>
    /// <param name="input">[rows, inputs].</param>
    /// <param name="outputs">Buffers for the layers' outputs, whose first rows are overwritten. Layers may alternate between two buffers.</param>
    /// <returns>The output of the last layer.</returns>
    internal static ReadOnlyMatrixView Run(Sequential network, ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, ReadOnlySpan<Matrix> outputs)
        => Run(network, parameters, input, outputs, 0, outputs.Length, default);

    /// <summary>Runs the layers from <paramref name="first"/> to before <paramref name="end"/>, as in training if <paramref name="draw"/> has random sources.</summary>
    internal static ReadOnlyMatrixView Run(
        Sequential network, ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, ReadOnlySpan<Matrix> outputs, int first, int end, TrainingDraw draw)
    {
        Debug.Assert(parameters.Length == network.ParameterLength, "A forward pass must read the network's whole slice of the parameters.");
        Debug.Assert(outputs.Length == network.Layers.Count, "A forward pass must have room for the output of each layer.");
        Debug.Assert(input.Columns == network.Width(first), "The input must have the width of the first layer.");
        for (int i = first; i < end; i++)
        {
            Layer layer = network.Layers[i];
            if (layer.IsTrainingOnly && !draw.IsTraining)
            {
                continue;
            }

            MatrixView next = outputs[i].View.Slice(draw.FirstRow, input.Rows);
            if (draw.IsTraining)
            {
                layer.TrainingForward(network.Slice(parameters, i), input, next, draw.Of(i));
            }
            else
            {
                layer.Forward(network.Slice(parameters, i), input, next);
            }

            input = next;
        }

        return input;
    }
}

/// <summary>The random numbers of some rows in a training step; none in inference.</summary>
/// <param name="random">Each layer's source.</param>
/// <param name="step">Number of the step.</param>
/// <param name="firstRow">The first row within the minibatch.</param>
internal readonly ref struct TrainingDraw(ReadOnlySpan<RandomSource> random, long step, int firstRow)
{
    private readonly ReadOnlySpan<RandomSource> _random = random;

    internal int FirstRow { get; } = firstRow;

    internal bool IsTraining => !_random.IsEmpty;

    internal StepRandom Of(int layer) => new(_random[layer], (ulong)step, FirstRow);
}
