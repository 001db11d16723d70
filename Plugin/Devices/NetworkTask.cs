using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Devices;

/// <summary>A network and what a device is to do with it: forward passes, and training steps where there are an objective and an optimizer.</summary>
public sealed record NetworkTask
{
    /// <summary>Describes the task.</summary>
    /// <param name="layout">A layout with the network.</param>
    /// <param name="name">The network's name in the layout.</param>
    /// <param name="network">The program.</param>
    /// <param name="rows">Most rows of a forward pass or a step, at least 1.</param>
    /// <exception cref="ArgumentException">The layout has no network of that name and length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is less than 1.</exception>
    public NetworkTask(ParameterLayout layout, string name, Sequential network, int rows)
    {
        Require.NotNull(layout);
        Require.NotNull(network);
        Require.Positive(rows);
        Require.Length(layout.LengthOf(name), network.ParameterLength, nameof(network));
        (Layout, Name, Network, Rows) = (layout, name, network, rows);
    }

    /// <summary>Places of all networks' tensors. A device holds this network alone.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The network's name in the layout.</summary>
    public string Name { get; }

    /// <summary>The program.</summary>
    public Sequential Network { get; }

    /// <summary>Most rows of a forward pass or a step.</summary>
    public int Rows { get; }

    /// <summary>L; null (default) for forward passes alone.</summary>
    public IObjective? Objective { get; init; }

    /// <summary>The optimizer of the network's own range; null (default) for forward passes alone.</summary>
    public OptimizerOptions? Optimizer { get; init; }

    /// <summary>Random numbers of layers such as dropout; null (default) where there are none.</summary>
    public RandomSource? Random { get; init; }
}
