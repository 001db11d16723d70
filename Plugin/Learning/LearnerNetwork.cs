using NeuroAgents.Models;

namespace NeuroAgents.Learning;

/// <summary>A network that a learner needs in addition to the policy, such as a critic.</summary>
/// <param name="Name">Its name in the layout, in snapshots and in saved files.</param>
/// <param name="Program">Its layers.</param>
public sealed record LearnerNetwork(string Name, Sequential Program)
{
    /// <summary>Meaning of the inputs. A brain whose spec has changed keeps the weights of inputs with the same names. Default: observations.</summary>
    public NetworkInputs Inputs { get; init; }

    /// <summary>Meaning of the outputs. Default: defined by the learner.</summary>
    public NetworkOutputs Outputs { get; init; }
}

/// <summary>Meaning of a network's inputs.</summary>
public enum NetworkInputs
{
    /// <summary>The normalised observations, in the order of the spec.</summary>
    Observations,

    /// <summary>The normalised observations, then one input for each output of the action spec.</summary>
    ObservationsAndActions,

    /// <summary>Inputs defined by the learner, independent of the specs.</summary>
    Own,
}

/// <summary>Meaning of a network's outputs.</summary>
public enum NetworkOutputs
{
    /// <summary>Outputs defined by the learner, such as one value.</summary>
    Own,

    /// <summary>One output for each output of the action spec, such as Q-values of the choices.</summary>
    Actions,
}
