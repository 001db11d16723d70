using NeuroAgents.Activations;
using NeuroAgents.Initializers;
using NeuroAgents.Models;
using NeuroAgents.Policies;

namespace NeuroAgents.Learning;

/// <summary>Shape of a policy network as the brain's options describe it.</summary>
/// <param name="Inputs">Number of observations.</param>
/// <param name="Hidden">Widths of the hidden layers.</param>
/// <param name="Outputs">Number of outputs that the policy head needs.</param>
/// <param name="Activation">Activation of the hidden layers.</param>
/// <param name="Dropout">Share of each hidden layer's outputs that a step leaves out.</param>
/// <param name="OutputActivation">Activation of the outputs; null for none.</param>
public sealed record PolicyShape(int Inputs, IReadOnlyList<int> Hidden, int Outputs, Activation Activation, float Dropout, Activation? OutputActivation)
{
    /// <summary>Number of continuous actions, and number of choices in each branch; null if unknown.</summary>
    public ActionShape? Actions { get; init; }

    /// <summary>Creates dense layers of this shape. Initial outputs are small, so that a new brain acts near the neutral action.</summary>
    /// <param name="outputInitializer">Initial weights of the output layer; null for a normal distribution with a deviation of 0.01.</param>
    public Sequential Create(Initializer? outputInitializer = null)
        => Sequential.Perceptrons(Inputs, Hidden, Outputs, Activation, outputInitializer ?? new RandomNormal(0.01f), Dropout, OutputActivation);
}
