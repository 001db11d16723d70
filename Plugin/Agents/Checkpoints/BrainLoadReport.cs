using System.Text;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>The match of a saved brain's observations and actions with those of the brain that loaded it. Immutable.</summary>
/// <remarks>A choice of a discrete branch is listed as <c>branch/choice</c>.</remarks>
public sealed record BrainLoadReport
{
    /// <summary>Observations that both brains have. Their weights were kept, even if the column has moved.</summary>
    public required IReadOnlyList<string> MatchedObservations { get; init; }

    /// <summary>Observations that the file doesn't have. Their weights are zero, so they have no effect until they are learned from.</summary>
    public required IReadOnlyList<string> AddedObservations { get; init; }

    /// <summary>Observations that only the file has.</summary>
    public required IReadOnlyList<string> DroppedObservations { get; init; }

    /// <summary>Observations that both brains have, but with different ranges. Their weights were kept, but now apply to another scale.</summary>
    public required IReadOnlyList<string> RescaledObservations { get; init; }

    /// <summary>Actions that both brains have.</summary>
    public required IReadOnlyList<string> MatchedActions { get; init; }

    /// <summary>Actions that the file doesn't have. Their output is zero until they are learned.</summary>
    public required IReadOnlyList<string> AddedActions { get; init; }

    /// <summary>Actions that only the file has.</summary>
    public required IReadOnlyList<string> DroppedActions { get; init; }

    /// <summary>Whether the learner continues from the saved state, with its optimizer's moments. False if it starts again, or if there is no learner.</summary>
    public required bool IsLearnerContinued { get; init; }

    /// <summary>Whether observations, their ranges and actions are the same, apart from the order.</summary>
    public bool IsSameSchema => AddedObservations.Count + DroppedObservations.Count + RescaledObservations.Count + AddedActions.Count + DroppedActions.Count == 0;

    /// <summary>The reasons why newer files were not read, a line each; usually empty. See <see cref="SavedBrain.SkippedFiles"/>.</summary>
    public IReadOnlyList<string> SkippedFiles { get; init; } = [];

    /// <summary>Returns one line for a log, with names cut to 60 characters and escaped.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(FormattableString.Invariant($"observations: {MatchedObservations.Count} matched"));
        Append(text, "added", AddedObservations);
        Append(text, "dropped", DroppedObservations);
        Append(text, "with another range", RescaledObservations);
        text.Append(FormattableString.Invariant($"; actions: {MatchedActions.Count} matched"));
        Append(text, "added", AddedActions);
        Append(text, "dropped", DroppedActions);
        return text.Append(IsLearnerContinued ? "; learner continued" : "").ToString();
    }

    private static void Append(StringBuilder text, string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            text.Append(FormattableString.Invariant($", {names.Count} {what} ({Excerpt.Names(names)})"));
        }
    }
}
