using NeuroAgents.Diagnostics;

namespace NeuroAgents.Policies;

/// <summary>The size of an action: a number of continuous values, and the number of choices of each discrete branch.</summary>
/// <remarks>An action is a row of floats: the continuous values, then one choice index per branch. Immutable; thread safe.</remarks>
public sealed class ActionShape
{
    /// <summary>Creates a shape of continuous values and branches.</summary>
    /// <param name="continuous">Number of continuous values, at least 0.</param>
    /// <param name="branches">Number of choices of each branch, at least 2; empty if no action is discrete.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or the shape has no value at all.</exception>
    public ActionShape(int continuous, IReadOnlyList<int> branches)
    {
        Require.NotNegative(continuous);
        Require.NotNull(branches);
        if (branches.Any(size => size < 2))
        {
            throw new ArgumentException($"branches: expected at least 2 choices in each branch, received {string.Join(", ", branches)}.", nameof(branches));
        }

        if (continuous + branches.Count == 0)
        {
            throw new ArgumentException("continuous, branches: expected at least one action, received none.", nameof(branches));
        }

        Continuous = continuous;
        Branches = [.. branches];
        Choices = checked(branches.Sum());
        Width = checked(continuous + branches.Count);
    }

    /// <summary>Number of continuous values.</summary>
    public int Continuous { get; }

    /// <summary>Number of choices of each branch.</summary>
    public IReadOnlyList<int> Branches { get; }

    /// <summary>Total number of choices of all branches.</summary>
    public int Choices { get; }

    /// <summary>Number of values of an action: the continuous values and one index per branch.</summary>
    public int Width { get; }
}
