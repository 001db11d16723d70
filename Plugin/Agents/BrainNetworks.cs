using NeuroAgents.Initializers;
using NeuroAgents.Learning;
using NeuroAgents.Models;

namespace NeuroAgents.Agents;

/// <summary>The networks that a brain of some options has: its policy, and what its learner needs beside it.</summary>
/// <param name="Policy">From normalised observations to outputs.</param>
/// <param name="Layout">Where the parameters of all of them lie.</param>
internal sealed record BrainNetworks(Sequential Policy, ParameterLayout Layout)
{
    internal static BrainNetworks Create(BrainOptions options)
    {
        // A new brain is to know nothing: small outputs are near the neutral action, where usual ones would be a habit of chance.
        RandomNormal outputInitializer = new(0.01f);
        Sequential policy = Sequential.Perceptrons(
            options.Observations.Width, options.Hidden, options.Actions!.OutputWidth, options.Activation, outputInitializer, options.Dropout, options.OutputActivation);
        return new BrainNetworks(policy, new ParameterLayout([new(LearnerContext.PolicyName, policy), .. options.Learner?.Networks(policy) ?? []]));
    }
}
