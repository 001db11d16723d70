using NeuroAgents.Learning;
using NeuroAgents.Models;

namespace NeuroAgents.Agents;

/// <summary>Networks of a brain: the policy, and those that its learner needs beside it.</summary>
/// <param name="Layout">Places of all their parameters.</param>
/// <param name="Others">Networks beside the policy.</param>
internal sealed record BrainNetworks(ParameterLayout Layout, IReadOnlyList<LearnerNetwork> Others)
{
    /// <summary>Network from normalised observations to outputs.</summary>
    internal Sequential Policy => Layout.Program(NetworkNames.Policy);

    internal static BrainNetworks Create(BrainOptions options)
    {
        PolicyShape shape = new(
            options.Observations.Width, options.Hidden, options.Actions!.OutputWidth, options.Activation, options.Dropout, options.OutputActivation);
        Sequential policy = options.Learner?.CreatePolicy(shape) ?? shape.Create();
        IReadOnlyList<LearnerNetwork> others = options.Learner?.Networks(policy) ?? [];
        return new BrainNetworks(new ParameterLayout([new(NetworkNames.Policy, policy), .. others.Select(each => KeyValuePair.Create(each.Name, each.Program))]), others);
    }
}
