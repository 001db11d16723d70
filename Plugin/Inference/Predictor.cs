using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Inference;

/// <summary>Forward passes only: a program, the snapshot that it reads, and a workspace of its own.</summary>
/// <remarks>
/// Rows are independent: a row's output doesn't depend on its neighbours or on the batch's size. <see cref="Forward"/> does not allocate.
/// One thread at a time per predictor; any number of predictors may read one snapshot.
/// </remarks>
public sealed class Predictor
{
    /// <summary>Rows that pass through all layers together, so that they stay in cache: a multiple of every tile's height.</summary>
    internal const int BlockRows = 96;

    private readonly Sequential _network;
    private readonly string _name;

    // Layers alternate between two buffers, so a deep network's workspace is no larger than its two widest layers.
    private readonly AlignedBuffer[] _turns;

    /// <summary>Allocates the workspace.</summary>
    /// <param name="network">The program.</param>
    /// <param name="snapshot">Parameters to read.</param>
    /// <param name="name">The network's name in the snapshot's layout.</param>
    /// <exception cref="ArgumentException">The snapshot has no such network, or one of another length.</exception>
    public Predictor(Sequential network, ParameterSnapshot snapshot, string name)
    {
        Require.NotNull(network);
        Require.NotNull(snapshot);
        _network = network;
        _name = name;
        int widest = Matrix.PaddedStride(Enumerable.Range(1, network.Layers.Count).Max(network.Width));
        _turns = [new AlignedBuffer(BlockRows * widest), new AlignedBuffer(BlockRows * widest)];
        Snapshot = snapshot;
    }

    /// <summary>The parameters that are read. Exchange it between calls to publish new ones. Does not allocate.</summary>
    /// <exception cref="ArgumentException">The snapshot has no such network, or one of another length.</exception>
    public ParameterSnapshot Snapshot
    {
        get;
        set
        {
            Require.NotNull(value, nameof(Snapshot));
            Require.Length(value.Network(_name).Length, _network.ParameterLength, nameof(Snapshot));
            field = value;
        }
    }

    /// <summary>output = network(input).</summary>
    /// <param name="input">[batch, inputs], any stride.</param>
    /// <param name="output">[batch, outputs], any stride.</param>
    /// <exception cref="ArgumentException">A shape is not what the network has.</exception>
    public void Forward(ReadOnlyMatrixView input, MatrixView output)
    {
        Require.Columns(input.Columns, _network.Inputs, nameof(input));
        Require.Shape(output.Rows, output.Columns, input.Rows, _network.Outputs, nameof(output));
        ReadOnlySpan<float> parameters = Snapshot.Network(_name);
        for (int start = 0; start < input.Rows; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, input.Rows - start);
            ReadOnlyMatrixView values = input.Slice(start, rows);
            int turn = 0;
            for (int layer = 0; layer < _network.Layers.Count; layer++)
            {
                if (_network.Layers[layer].IsTrainingOnly)
                {
                    continue;
                }

                int width = _network.Width(layer + 1);
                MatrixView next = new(_turns[turn].Span, rows, width, Matrix.PaddedStride(width));
                turn = 1 - turn;
                _network.Layers[layer].Forward(_network.Slice(parameters, layer), values, next);
                values = next;
            }

            values.CopyTo(output.Slice(start, rows));
        }
    }
}
