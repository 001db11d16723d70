using NeuroAgents.Diagnostics;
using NeuroAgents.Losses;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Optimizers;

namespace NeuroAgents.Devices;

/// <summary>Description of one named network's training for a device.</summary>
public sealed record TrainerTask
{
    /// <summary>Describes the task.</summary>
    /// <param name="network">The program, such as the layout's, or the same with another dropout rate.</param>
    /// <param name="parameters">Parameters in host memory. The device changes the network's range alone.</param>
    /// <param name="gradients">Gradients in host memory, of the same layout. The device writes the network's range alone.</param>
    /// <param name="name">The network's name in the layout.</param>
    /// <param name="objective">Function of the outputs that steps minimise, such as a <see cref="Loss"/>.</param>
    /// <param name="optimizer">The optimizer for the network's range. It holds the update rule, the learning rate and the state.</param>
    /// <param name="rows">Maximum rows of a minibatch, at least 1.</param>
    /// <exception cref="ArgumentException">The layout has no network of that name and length, or the optimizer is of another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is less than 1.</exception>
    public TrainerTask(Sequential network, ParameterBuffer parameters, ParameterBuffer gradients, string name, IObjective objective, Optimizer optimizer, int rows)
    {
        Require.NotNull(network);
        Require.NotNull(parameters);
        Require.NotNull(gradients);
        Require.NotNull(objective);
        Require.NotNull(optimizer);
        Require.Positive(rows);
        Require.Length(parameters.Layout.LengthOf(name), network.ParameterLength, nameof(network));
        Require.Length(gradients.Layout.LengthOf(name), network.ParameterLength, nameof(gradients));
        Require.Length(optimizer.Length, network.ParameterLength, nameof(optimizer));
        (Network, Parameters, Gradients, Name, Objective, Optimizer, Rows) = (network, parameters, gradients, name, objective, optimizer, rows);
    }

    /// <summary>The program.</summary>
    public Sequential Network { get; }

    /// <summary>Parameters in host memory.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>Gradients in host memory.</summary>
    public ParameterBuffer Gradients { get; }

    /// <summary>The network's name in the layout.</summary>
    public string Name { get; }

    /// <summary>The objective L.</summary>
    public IObjective Objective { get; }

    /// <summary>The optimizer of the network's range. Its learning rate may change between steps.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Maximum rows of a minibatch.</summary>
    public int Rows { get; }

    /// <summary>Random numbers of layers such as dropout. Default: null, for networks without such layers.</summary>
    public RandomSource? Random { get; init; }

    /// <summary>Whether <see cref="IDeviceTrainer.InputGradients"/> are computed too, which costs one more product. Default: false.</summary>
    public bool NeedsInputGradients { get; init; }

    /// <summary>Whether <see cref="Gradients"/> are computed, which a step needs. Without them, a device may skip the work. Default: true.</summary>
    public bool NeedsParameterGradients { get; init; } = true;
}
