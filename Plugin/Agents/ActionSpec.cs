using NeuroAgents.Diagnostics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>What an agent can do: named actions and the head that makes them from network outputs.</summary>
/// <remarks>Immutable; thread safe.</remarks>
public sealed class ActionSpec
{
    /// <summary>The most outputs, so continuous actions or choices of all branches together, that a spec can have.</summary>
    public const int MaximumOutputWidth = 8192;

    /// <summary>The most branches of discrete actions.</summary>
    public const int MaximumBranches = 256;

    private ActionSpec(IReadOnlyList<string> names, PolicyHead head, IReadOnlyList<ActionBranch> branches)
    {
        if (head.OutputWidth > MaximumOutputWidth)
        {
            throw new ArgumentException($"actions: expected at most {MaximumOutputWidth} outputs, received {head.OutputWidth}.");
        }

        Names = names;
        Branches = branches;
        Head = head;
    }

    /// <summary>The actions' names, in the order of their values: of the branches, where actions are discrete.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The branches of discrete actions; empty where actions are continuous.</summary>
    public IReadOnlyList<ActionBranch> Branches { get; }

    /// <summary>Number of action values.</summary>
    public int Width => Head.ActionWidth;

    /// <summary>Number of network outputs.</summary>
    public int OutputWidth => Head.OutputWidth;

    internal PolicyHead Head { get; }

    /// <summary>What each output stands for: an action, or a choice of a branch.</summary>
    internal IEnumerable<(string Action, string? Choice)> Outputs => Branches.Count == 0
        ? Names.Select(name => (name, (string?)null))
        : Branches.SelectMany(branch => branch.Choices.Select(choice => (branch.Name, (string?)choice)));

    /// <summary>Continuous actions, each from −1 to 1.</summary>
    /// <param name="names">At least one name, all different.</param>
    /// <exception cref="ArgumentException">There is no name, or one is empty or stands twice, or there are more than <see cref="MaximumOutputWidth"/>.</exception>
    public static ActionSpec Continuous(params string[] names)
    {
        Require.NotNull(names);
        if (names.Length == 0 || !names.All(ActionBranch.IsName) || names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"names: expected one or more different names, received {string.Join(", ", names.Select(Excerpt.Of))}.", nameof(names));
        }

        return new ActionSpec([.. names], new ContinuousHead(names.Length), []);
    }

    /// <summary>Discrete actions: in each branch one choice, whose index is the action's value. Choices can be masked by agent and decision.</summary>
    /// <param name="branches">At least one branch, all of different names.</param>
    /// <exception cref="ArgumentException">There is no branch, a name stands twice, or there are more than <see cref="MaximumBranches"/> or, together, more than <see cref="MaximumOutputWidth"/> choices.</exception>
    public static ActionSpec Discrete(params ActionBranch[] branches)
    {
        Require.NotNull(branches);
        if (branches.Length > MaximumBranches)
        {
            throw new ArgumentException($"branches: expected at most {MaximumBranches}, received {branches.Length}.", nameof(branches));
        }

        string[] names = [.. branches.Select(branch => branch?.Name ?? throw new ArgumentNullException(nameof(branches)))];
        if (names.Length == 0 || names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"branches: expected one or more of different names, received {string.Join(", ", names.Select(Excerpt.Of))}.", nameof(branches));
        }

        return new ActionSpec(names, new DiscreteHead([.. branches.Select(branch => branch.Choices.Count)]), [.. branches]);
    }
}
