using System.Diagnostics;

namespace NeuroAgents.Agents;

/// <summary>The choices allowed to one row of a decision, at first all of them. Masked choices are neither taken nor learned from.</summary>
/// <remarks>
/// A mask is written by branch and choice, or as one flat row with a value per choice, branch after branch. At least one choice of each branch must stay allowed.
/// A row that breaks this rule is refused, like a row whose observation is not finite. Does not allocate.
/// </remarks>
/// <example>
/// <code>
/// decisions.Mask(i).Allow(branch: 0, choice: 1, arrows > 0);
/// </code>
/// </example>
public readonly ref struct ActionMask
{
    private readonly Span<bool> _allowed;
    private readonly ActionSpec _actions;

    internal ActionMask(Span<bool> allowed, ActionSpec actions)
    {
        Debug.Assert(allowed.Length == actions.Shape.Choices, "A mask has a value for each choice of all branches.");
        _allowed = allowed;
        _actions = actions;
    }

    /// <summary>Number of choices of all branches; 0 if all actions are continuous.</summary>
    public int Length => _allowed.Length;

    /// <summary>Whether a choice is allowed, by the choice's index in the flat row. Can be set.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such choice.</exception>
    public ref bool this[int place] => ref _allowed[place];

    /// <summary>Allows or masks one choice of a branch.</summary>
    /// <param name="branch">The branch, from 0 in the order of <see cref="ActionSpec.Branches"/>.</param>
    /// <param name="choice">The choice, from 0.</param>
    /// <param name="isAllowed">False masks the choice.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such branch, or the branch has no such choice.</exception>
    public void Allow(int branch, int choice, bool isAllowed = true) => _allowed[_actions.PlaceOf(branch, choice)] = isAllowed;

    /// <summary>Whether a choice of a branch is allowed.</summary>
    /// <inheritdoc cref="Allow"/>
    public bool IsAllowed(int branch, int choice) => _allowed[_actions.PlaceOf(branch, choice)];

    /// <summary>Returns the flags of one branch, one per choice.</summary>
    /// <param name="branch">The branch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such branch.</exception>
    public Span<bool> Branch(int branch) => _allowed.Slice(_actions.PlaceOf(branch, 0), _actions.Branches[branch].Choices.Count);

    /// <summary>Returns a part of the flat row. Ranges such as <c>mask[..3]</c> call it.</summary>
    public Span<bool> Slice(int start, int length) => _allowed.Slice(start, length);

    /// <summary>Copies the flat row. Allocates.</summary>
    public bool[] ToArray() => _allowed.ToArray();

    /// <summary>Converts a mask to its flat row.</summary>
    public static implicit operator Span<bool>(ActionMask mask) => mask._allowed;

    /// <summary>Converts a mask to its flat row, read only.</summary>
    public static implicit operator ReadOnlySpan<bool>(ActionMask mask) => mask._allowed;
}
