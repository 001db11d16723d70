using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>Room for forward passes of one network on one thread: blocks of rows pass all layers while they are in cache.</summary>
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

    /// <summary>output = network(input). Rows are independent of their neighbours.</summary>
    /// <param name="parameters">The network's slice of a parameter buffer.</param>
    /// <param name="input">[rows, inputs], any stride.</param>
    /// <param name="output">[rows, outputs], any stride.</param>
    internal void Run(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        Debug.Assert(output.Rows == input.Rows && output.Columns == _network.Outputs, "The output must have a row for each input and the network's width.");
        _use.Enter("A workspace must be used by one thread at a time.");
        try
        {
            for (int start = 0; start < input.Rows; start += BlockRows)
            {
                int rows = Math.Min(BlockRows, input.Rows - start);
                ForwardLoop.Run(_network, parameters, input.Slice(start, rows), _outputs).CopyTo(output.Slice(start, rows));
            }
        }
        finally
        {
            _use.Leave();
        }
    }
}
