using NeuroAgents.Models;

namespace NeuroAgents.Learning;

/// <summary>A network that a learner needs beside the policy, such as a critic.</summary>
/// <param name="Name">Its name in the layout, in snapshots and in saved files.</param>
/// <param name="Program">Its layers.</param>
public sealed record LearnerNetwork(string Name, Sequential Program)
{
    /// <summary>Meaning of the inputs. A brain whose spec has changed keeps the weights of inputs that it knows by name. Default: observations.</summary>
    public NetworkInputs Inputs { get; init; }

    /// <summary>Meaning of the outputs. Default: the learner's own.</summary>
    public NetworkOutputs Outputs { get; init; }
}

/// <summary>Meaning of a network's inputs.</summary>
public enum NetworkInputs
{
    /// <summary>The normalised observations, in the order of the spec.</summary>
    Observations,

    /// <summary>The normalised observations, then one input for each output of the action spec.</summary>
    ObservationsAndActions,

    /// <summary>Inputs of the learner's own, which don't follow the specs.</summary>
    Own,
}

/// <summary>Meaning of a network's outputs.</summary>
public enum NetworkOutputs
{
    /// <summary>Outputs of the learner's own, such as one value.</summary>
    Own,

    /// <summary>One output for each output of the action spec, such as Q-values of the choices.</summary>
    Actions,
}
