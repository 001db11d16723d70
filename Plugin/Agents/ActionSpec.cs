using NeuroAgents.Diagnostics;
using NeuroAgents.Inference;

namespace NeuroAgents.Agents;

/// <summary>What an agent can do: named actions and the head that makes them from network outputs.</summary>
/// <remarks>Immutable; thread safe.</remarks>
public sealed class ActionSpec
{
    private ActionSpec(IReadOnlyList<string> names, PolicyHead head)
    {
        Names = names;
        Head = head;
    }

    /// <summary>The actions' names, in the order of their values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of action values.</summary>
    public int Width => Head.ActionWidth;

    /// <summary>Number of network outputs.</summary>
    public int OutputWidth => Head.OutputWidth;

    internal PolicyHead Head { get; }

    /// <summary>Continuous actions, each from −1 to 1.</summary>
    /// <param name="names">At least one name, all different.</param>
    /// <exception cref="ArgumentException">There is no name, or one is empty or stands twice.</exception>
    public static ActionSpec Continuous(params string[] names)
    {
        Require.NotNull(names);
        if (names.Length == 0 || names.Any(string.IsNullOrWhiteSpace) || names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"names: expected one or more different names, received \"{string.Join("\", \"", names)}\".", nameof(names));
        }

        return new ActionSpec([.. names], new ContinuousHead(names.Length));
    }
}
