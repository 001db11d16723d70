using NeuroAgents.Diagnostics;
using NeuroAgents.Models;

namespace NeuroAgents.Devices;

/// <summary>Description of a network's forward passes for a device.</summary>
public sealed record PredictorTask
{
    /// <summary>Describes the task.</summary>
    /// <param name="network">The program.</param>
    /// <param name="parameters">Parameters to read until the predictor is given others.</param>
    /// <param name="name">The network's name in the layout of the parameters.</param>
    /// <param name="rows">Expected rows of a pass, at least 1. A device may allocate memory for that many; a larger pass is done in parts.</param>
    /// <exception cref="ArgumentException">The layout has no network of that name and length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is less than 1.</exception>
    public PredictorTask(Sequential network, ParameterSnapshot parameters, string name, int rows)
    {
        Require.NotNull(network);
        Require.NotNull(parameters);
        Require.Positive(rows);
        Require.Length(parameters.Layout.LengthOf(name), network.ParameterLength, nameof(network));
        (Network, Parameters, Name, Rows) = (network, parameters, name, rows);
    }

    /// <summary>The program.</summary>
    public Sequential Network { get; }

    /// <summary>Parameters to read until <see cref="IDevicePredictor.Use"/> sets others.</summary>
    public ParameterSnapshot Parameters { get; }

    /// <summary>The network's name in the layout of the parameters.</summary>
    public string Name { get; }

    /// <summary>Expected rows of a pass.</summary>
    public int Rows { get; }
}
