using NeuroAgents.Viewer.Live;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The weights at a moment that the person marked: what has changed since is seen against them.</summary>
/// <param name="Facts">The run that they are of.</param>
/// <param name="Frame">Frames done then.</param>
/// <param name="Parameters">The parameters of each brain.</param>
internal sealed record WeightMark(RunFacts Facts, long Frame, IReadOnlyList<float[]> Parameters)
{
    /// <summary>What a snapshot has; null before there is a run.</summary>
    internal static WeightMark? Of(WorldSnapshot snapshot)
        => snapshot.Facts is { } facts ? new WeightMark(facts, snapshot.Frame, [.. snapshot.Kinds.Select(kind => kind.Parameters.Items.ToArray())]) : null;
}
