using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>A workspace for forward passes of one network on one thread: blocks of rows pass all layers while they are in cache.</summary>
/// <remarks>Layers alternate between two buffers, so a deep network's workspace is no larger than its two widest layers. Only construction allocates. One thread at a time.</remarks>
internal sealed class ForwardWorkspace
{
    /// <summary>Rows that pass through all layers together: a multiple of every tile's height.</summary>
    internal const int BlockRows = 96;

    private readonly Sequential _network;
    private readonly Matrix[] _outputs;
    private ExclusiveUse _use;

    internal ForwardWorkspace(Sequential network)
    {
        _network = network;
        _outputs = new Matrix[network.Layers.Count];
        int widest = Matrix.PaddedStride(Enumerable.Range(1, _outputs.Length).Max(network.Width));
        AlignedBuffer own = new(BlockRows * widest), other = new(BlockRows * widest);
        for (int layer = 0; layer < _outputs.Length; layer++)
        {
            _outputs[layer] = new Matrix(own, BlockRows, network.Width(layer + 1));
            (own, other) = network.Layers[layer].IsTrainingOnly ? (own, other) : (other, own);
        }
    }

    /// <summary>Computes output = network(input). Rows are independent of their neighbours.</summary>
    /// <param name="parameters">The network's slice of a parameter buffer.</param>
    /// <param name="input">[rows, inputs], any stride.</param>
    /// <param name="output">[rows, outputs], any stride.</param>
    internal void Run(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        Debug.Assert(output.Rows == input.Rows && output.Columns == _network.Outputs, "The output must have a row for each input and the network's width.");
        for (int start = 0; start < input.Rows; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, input.Rows - start);
            Run(parameters, input.Slice(start, rows)).CopyTo(output.Slice(start, rows));
        }
    }

    /// <summary>Runs one block of at most <see cref="BlockRows"/> rows and returns its outputs, valid until the next run.</summary>
    internal ReadOnlyMatrixView Run(ReadOnlySpan<float> parameters, ReadOnlyMatrixView block)
    {
        Debug.Assert(block.Rows <= BlockRows, "A block must have room in the workspace.");
        _use.Enter("A workspace must be used by one thread at a time.");
        try
        {
            return ForwardLoop.Run(_network, parameters, block, _outputs);
        }
        finally
        {
            _use.Leave();
        }
    }
}
