using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Models;
using NeuroAgents.Policies;

namespace NeuroAgents.Agents;

/// <summary>Networks of a brain: the policy, and the other networks of its learner.</summary>
/// <param name="Head">Conversion of the policy's outputs to actions.</param>
/// <param name="Layout">Places of all parameters.</param>
/// <param name="Others">Networks other than the policy.</param>
internal sealed record BrainNetworks(PolicyHead Head, ParameterLayout Layout, IReadOnlyList<LearnerNetwork> Others)
{
    /// <summary>Network from normalised observations to outputs.</summary>
    internal Sequential Policy => Layout.Program(NetworkNames.Policy);

    internal static BrainNetworks Create(BrainOptions options)
    {
        PolicyHead head = options.Learner?.CreateHead(options.Actions!.Shape) ?? options.Actions!.Head;
        PolicyShape shape = new(
            options.Observations.Width, options.Hidden, head.OutputWidth, options.Activation, options.Dropout, options.OutputActivation) { Actions = options.Actions!.Shape };
        Sequential policy = options.Learner?.CreatePolicy(shape) ?? shape.Create();
        IReadOnlyList<LearnerNetwork> others = options.Learner is { } learner && !options.IsFrozen ? learner.Networks(policy) : [];
        return new BrainNetworks(head, new ParameterLayout([new(NetworkNames.Policy, policy), .. others.Select(each => KeyValuePair.Create(each.Name, each.Program))]), others);
    }

    /// <summary>Creates the learner, or null if the options have none. A learner may use only experience that brains record.</summary>
    /// <exception cref="ArgumentException">The learner uses a column that brains don't record, or log-probabilities although the head doesn't sample.</exception>
    internal static ILearner? CreateLearner(BrainOptions options, LearnerContext context)
    {
        ILearner? learner = options.IsFrozen ? null : options.Learner?.Create(context);
        foreach (ExperienceColumn column in learner?.Columns ?? [])
        {
            if (column is < ExperienceColumn.Observation or > ExperienceColumn.NextMask)
            {
                throw new ArgumentException($"Learner: expected columns from {ExperienceColumn.Observation} to {ExperienceColumn.NextMask}, received {(int)column}.", nameof(options));
            }

            if (column == ExperienceColumn.LogProbability && context.Head is not IStochasticHead)
            {
                throw new ArgumentException($"Learner: expected a policy head that samples for the column LogProbability, received {context.Head.GetType().Name}.", nameof(options));
            }
        }

        return learner;
    }
}
