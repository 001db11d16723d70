using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Inference;

/// <summary>The forward pass of a network with the parameters of a snapshot, for inference only. It owns its workspace.</summary>
/// <remarks>
/// Rows are independent: a row's output doesn't depend on its neighbours or on the batch's size. <see cref="Forward"/> does not allocate.
/// One thread at a time per predictor; any number of predictors may read one snapshot.
/// <example><code>
/// ParameterSnapshot snapshot = new(trainer.Parameters);
/// Predictor predictor = new(trainer.Network, snapshot, Trainer.NetworkName);
/// trainer.Step(data, [0, 1, 2]);
/// predictor.Forward(inputs.View, outputs.View);    // with the parameters before the step
/// snapshot.CopyFrom(trainer.Parameters);
/// predictor.Forward(inputs.View, outputs.View);    // with the parameters after the step
/// </code></example>
/// </remarks>
public sealed class Predictor
{
    /// <summary>Number of rows that pass through all layers together.</summary>
    internal const int BlockRows = ForwardWorkspace.BlockRows;

    private readonly Sequential _network;
    private readonly string _name;
    private readonly ForwardWorkspace _workspace;

    /// <summary>Allocates the workspace.</summary>
    /// <param name="network">The network to run.</param>
    /// <param name="snapshot">The parameters to read.</param>
    /// <param name="name">The network's name in the snapshot's layout.</param>
    /// <exception cref="ArgumentException">The snapshot has no such network, or one of another length.</exception>
    public Predictor(Sequential network, ParameterSnapshot snapshot, string name)
    {
        Require.NotNull(network);
        Require.NotNull(snapshot);
        _network = network;
        _name = name;
        _workspace = new ForwardWorkspace(network);
        Snapshot = snapshot;
    }

    /// <summary>The parameters to read. Set another snapshot between calls to use new parameters. Does not allocate.</summary>
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

    /// <summary>Computes output = network(input).</summary>
    /// <param name="input">[batch, inputs], any stride.</param>
    /// <param name="output">[batch, outputs], any stride.</param>
    /// <exception cref="ArgumentException">A shape doesn't fit the network.</exception>
    public void Forward(ReadOnlyMatrixView input, MatrixView output)
    {
        Require.Columns(input.Columns, _network.Inputs, nameof(input));
        Require.Shape(output.Rows, output.Columns, input.Rows, _network.Outputs, nameof(output));
        _workspace.Run(Snapshot.Network(_name), input, output);
    }
}
