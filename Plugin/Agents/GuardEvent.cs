using NeuroAgents.Learning.Guarding;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>Kind of a guard event.</summary>
public enum GuardReason
{
    /// <summary>Observations, masks, labels, actions or rewards were refused, for example because a value is not finite or out of its range. See <see cref="GuardEvent.Refusal"/>.</summary>
    RowsRefused,

    /// <summary>Learning steps were not applied.</summary>
    StepsSkipped,

    /// <summary>Rows that spoiled step after step were removed from the replay.</summary>
    RowsEvicted,

    /// <summary>The weights and the optimizer's state were rolled back to the last good ones.</summary>
    RolledBack,
}

/// <summary>An event of <see cref="Brain.Guarded"/>. A frame raises at most one for each reason, and for refused rows one for each <see cref="RefusalKind"/>.</summary>
/// <param name="Brain">The guarded brain.</param>
/// <param name="Reason">Kind of the event.</param>
/// <param name="Count">Number of rows, steps or rollbacks.</param>
/// <param name="Fault">Fault of the newest skipped step; none for refused rows.</param>
/// <param name="Loss">Loss of the newest skipped step; NaN for refused rows.</param>
public readonly record struct GuardEvent(Brain Brain, GuardReason Reason, long Count, StepFault Fault, float Loss)
{
    /// <summary>For refused rows, the first refused value of its kind in this frame, with its name and range; null for other reasons.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Loss above which the newest skipped step was refused: the running level of the loss times <see cref="GuardOptions.ExplosionFactor"/>, or more if the losses are noisy. NaN or infinite if the loss was not compared, and NaN for refused rows.</summary>
    public float LossLimit { get; init; } = float.NaN;

    /// <inheritdoc/>
    public override string ToString() => Reason switch
    {
        GuardReason.RowsRefused when Refusal is { } refusal => FormattableString.Invariant($"{Excerpt.OneLine(Brain.Name)}: {Counted(Noun(refusal.Kind))} refused: {refusal}"),
        GuardReason.RowsRefused => FormattableString.Invariant($"{Excerpt.OneLine(Brain.Name)}: {Counted("row")} refused: a value is not finite or out of its bounds"),
        GuardReason.StepsSkipped => FormattableString.Invariant($"{Excerpt.OneLine(Brain.Name)}: {Counted("learning step")} skipped: {FaultText}"),
        GuardReason.RowsEvicted => FormattableString.Invariant($"{Excerpt.OneLine(Brain.Name)}: {Counted("row")} evicted that spoiled step after step"),
        _ => FormattableString.Invariant($"{Excerpt.OneLine(Brain.Name)}: rolled back to the last good weights{(Count > 1 ? $" {Count} times" : "")}: {FaultText}"),
    };

    /// <summary>The fault with its loss, and with the limit if the loss was above it.</summary>
    private string FaultText => Fault == StepFault.LossExploded && float.IsFinite(LossLimit)
        ? FormattableString.Invariant($"{Fault}, loss {Loss:G4}, limit {LossLimit:G4}")
        : FormattableString.Invariant($"{Fault}, loss {Loss:G4}");

    private static string Noun(RefusalKind kind) => kind switch
    {
        RefusalKind.Label => "label",
        RefusalKind.Action => "action",
        RefusalKind.Reward => "reward",
        _ => "observation",
    };

    private string Counted(string noun) => FormattableString.Invariant($"{Count} {noun}{(Count == 1 ? "" : "s")}");
}
