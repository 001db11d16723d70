using System.Globalization;
using NeuroAgents.Diagnostics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>One discrete decision: exactly one of its choices is taken.</summary>
/// <remarks>Immutable; thread safe.</remarks>
public sealed class ActionBranch
{
    /// <summary>Creates a branch of named choices.</summary>
    /// <param name="name">Name of the branch.</param>
    /// <param name="choices">At least two names, all different; an action is the index of one of them.</param>
    /// <exception cref="ArgumentException">A name is empty or has a lone surrogate, a choice appears twice, or there are fewer than two choices.</exception>
    public ActionBranch(string name, params string[] choices)
    {
        Require.NotNull(name);
        Require.NotNull(choices);
        if (!IsName(name))
        {
            throw new ArgumentException($"name: expected a name that is not blank and has no lone surrogates, received {Excerpt.Of(name)}.", nameof(name));
        }

        if (choices.Length < 2 || !choices.All(IsName) || choices.Distinct().Count() != choices.Length)
        {
            throw new ArgumentException($"choices: expected two or more different names, received {string.Join(", ", choices.Select(Excerpt.Of))}.", nameof(choices));
        }

        Name = name;
        Choices = [.. choices];
    }

    /// <summary>Creates a branch of numbered choices.</summary>
    /// <param name="name">Name of the branch.</param>
    /// <param name="choices">Number of choices, 2 to 4,096.</param>
    /// <exception cref="ArgumentException">The name is empty, or the number is out of its range.</exception>
    public ActionBranch(string name, int choices)
        : this(name, Numbers(choices))
    {
    }

    /// <summary>Name of the branch.</summary>
    public string Name { get; }

    /// <summary>The names of the choices, in the order of their indices.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>Whether a text can be a name: it is not blank, and a file can store it.</summary>
    internal static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && Excerpt.HasUtf8Form(name!);

    private static string[] Numbers(int choices)
    {
        Require.InRange(choices, 2, 4096);
        return [.. Enumerable.Range(0, choices).Select(choice => choice.ToString(CultureInfo.InvariantCulture))];
    }
}
