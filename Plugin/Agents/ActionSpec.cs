using NeuroAgents.Diagnostics;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>The named actions of an agent: continuous values, branches of choices, or both.</summary>
/// <remarks>An action is a row of floats: the continuous values, then one choice index per branch. Immutable; thread safe.</remarks>
/// <example>
/// <code>
/// ActionSpec actions = ActionSpec.Continuous("turn", "thrust").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword"));
/// </code>
/// </example>
public sealed class ActionSpec
{
    /// <summary>Maximum number of network outputs of a spec: one per continuous action and one per choice of every branch.</summary>
    public const int MaximumOutputWidth = 8192;

    /// <summary>Maximum number of branches of discrete actions.</summary>
    public const int MaximumBranches = 256;

    /// <summary>For each branch, the number of choices in all earlier branches.</summary>
    private readonly int[] _firstChoices;

    private ActionSpec(IReadOnlyList<string> continuous, IReadOnlyList<ActionBranch> branches)
    {
        Shape = new ActionShape(continuous.Count, [.. branches.Select(branch => branch.Choices.Count)]);
        Head = PolicyHead.Create(Shape);
        if (Head.OutputWidth > MaximumOutputWidth)
        {
            throw new ArgumentException($"actions: expected at most {MaximumOutputWidth} outputs, received {Head.OutputWidth}.");
        }

        Names = [.. continuous, .. branches.Select(branch => branch.Name)];
        Branches = branches;
        _firstChoices = new int[branches.Count];
        for (int branch = 1; branch < branches.Count; branch++)
        {
            _firstChoices[branch] = _firstChoices[branch - 1] + branches[branch - 1].Choices.Count;
        }
    }

    /// <summary>The actions' names, in the order of their values: the continuous actions, then the branches.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The branches of discrete actions; empty if all actions are continuous.</summary>
    public IReadOnlyList<ActionBranch> Branches { get; }

    /// <summary>Number of continuous actions: the first ones of <see cref="Names"/>.</summary>
    public int ContinuousCount => Shape.Continuous;

    /// <summary>Number of continuous actions, and number of choices in each branch.</summary>
    public ActionShape Shape { get; }

    /// <summary>Number of action values.</summary>
    public int Width => Head.ActionWidth;

    /// <summary>Number of network outputs.</summary>
    public int OutputWidth => Head.OutputWidth;

    internal PolicyHead Head { get; }

    /// <summary>Meaning of each output: a continuous action, or a choice of a branch.</summary>
    internal IEnumerable<(string Action, string? Choice)> Outputs
        => Names.Take(ContinuousCount).Select(name => (name, (string?)null))
            .Concat(Branches.SelectMany(branch => branch.Choices.Select(choice => (branch.Name, (string?)choice))));

    /// <summary>Creates a spec of continuous actions, each from −1 to 1.</summary>
    /// <param name="names">At least one name, all different.</param>
    /// <exception cref="ArgumentException">There is no name, a name is empty or appears twice, or there are more than <see cref="MaximumOutputWidth"/> names.</exception>
    public static ActionSpec Continuous(params string[] names)
    {
        Require.NotNull(names);
        if (names.Length == 0 || !names.All(ActionBranch.IsName) || names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"names: expected one or more different names, received {string.Join(", ", names.Select(Excerpt.Of))}.", nameof(names));
        }

        return new ActionSpec([.. names], []);
    }

    /// <summary>Creates a spec of discrete actions. The value of each branch is the index of one of its choices. Choices can be masked per agent and decision.</summary>
    /// <param name="branches">At least one branch. The name of each must differ from the names of the others.</param>
    /// <exception cref="ArgumentException">There is no branch, a name appears twice, there are more than <see cref="MaximumBranches"/> branches, or all branches together have more than <see cref="MaximumOutputWidth"/> choices.</exception>
    public static ActionSpec Discrete(params ActionBranch[] branches)
        => WithBranches([], [], branches);

    /// <summary>Creates a spec of these actions and further branches.</summary>
    /// <param name="branches">At least one branch. The name of each must differ from the names of all other actions.</param>
    /// <exception cref="ArgumentException">There is no branch, a name appears twice, there are more than <see cref="MaximumBranches"/> branches, or the continuous actions and all choices together are more than <see cref="MaximumOutputWidth"/>.</exception>
    public ActionSpec AndDiscrete(params ActionBranch[] branches) => WithBranches([.. Names.Take(ContinuousCount)], Branches, branches);

    /// <summary>Returns the branch of an action value, or null for a continuous value.</summary>
    /// <param name="action">Index of the value in an action, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such value.</exception>
    public ActionBranch? BranchAt(int action)
    {
        Require.InRange(action, 0, Width - 1);
        return action < ContinuousCount ? null : Branches[action - ContinuousCount];
    }

    /// <summary>Writes an action from continuous values and choices. Does not allocate.</summary>
    /// <param name="continuous">One value per continuous action.</param>
    /// <param name="choices">One index per branch.</param>
    /// <param name="action">Receives <see cref="Width"/> values, laid out like one row of <see cref="Brain.TeachAll"/>.</param>
    /// <exception cref="ArgumentException">A length differs from the spec's.</exception>
    public void WriteAction(ReadOnlySpan<float> continuous, ReadOnlySpan<int> choices, Span<float> action)
    {
        Require.Length(continuous.Length, ContinuousCount, nameof(continuous));
        Require.Length(choices.Length, Branches.Count, nameof(choices));
        Require.Length(action.Length, Width, nameof(action));
        continuous.CopyTo(action);
        for (int branch = 0; branch < choices.Length; branch++)
        {
            action[ContinuousCount + branch] = choices[branch];
        }
    }

    /// <summary>Returns the index of a branch's value in an action.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such branch.</exception>
    internal int PlaceOf(int branch)
    {
        RequireBranch(branch);
        return ContinuousCount + branch;
    }

    /// <summary>Returns the index of a choice in a mask.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such branch, or the branch has no such choice.</exception>
    internal int PlaceOf(int branch, int choice)
    {
        RequireBranch(branch);
        int count = Branches[branch].Choices.Count;
        return (uint)choice < (uint)count
            ? _firstChoices[branch] + choice
            : throw new ArgumentOutOfRangeException(nameof(choice), choice, $"choice: expected 0 to {count - 1} in branch {Excerpt.Of(Branches[branch].Name)}, received {choice}.");
    }

    private void RequireBranch(int branch)
    {
        if ((uint)branch >= (uint)Branches.Count)
        {
            string expected = Branches.Count == 0 ? "actions with branches" : $"0 to {Branches.Count - 1}";
            throw new ArgumentOutOfRangeException(nameof(branch), branch, $"branch: expected {expected}, received {branch}.");
        }
    }

    private static ActionSpec WithBranches(string[] continuous, IReadOnlyList<ActionBranch> first, ActionBranch[] branches)
    {
        Require.NotNull(branches);
        if (first.Count + branches.Length > MaximumBranches)
        {
            throw new ArgumentException($"branches: expected at most {MaximumBranches}, received {first.Count + branches.Length}.", nameof(branches));
        }

        string[] names = [.. branches.Select(branch => branch?.Name ?? throw new ArgumentNullException(nameof(branches)))];
        string[] all = [.. continuous, .. first.Select(branch => branch.Name), .. names];
        if (names.Length == 0 || all.Distinct().Count() != all.Length)
        {
            throw new ArgumentException($"branches: expected one or more, with names that differ from each other and from those of all other actions, received {string.Join(", ", all.Select(Excerpt.Of))}.", nameof(branches));
        }

        return new ActionSpec(continuous, [.. first, .. branches]);
    }
}
