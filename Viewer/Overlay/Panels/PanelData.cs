using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Histories;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The data that the panels of brains show.</summary>
internal abstract class PanelData
{
    /// <summary>The brains; empty before a run. A new run has a new list.</summary>
    internal abstract IReadOnlyList<BrainFacts> Brains { get; }

    /// <summary>Number of finished frames.</summary>
    internal abstract long Frame { get; }

    /// <summary>The selected agent.</summary>
    internal abstract AgentSnapshot Agent { get; }

    /// <summary>Losses so far.</summary>
    internal abstract LossHistory Losses { get; }

    /// <summary>The weights at the marked moment: the start of the run, until the user marks another.</summary>
    internal WeightMark? Mark { get; set; }

    /// <summary>Returns a brain's values.</summary>
    internal abstract BrainSnapshot Values(int brain);
}

/// <summary>The weights at a moment that the user marked, as the reference for later changes.</summary>
/// <param name="Brains">The brains with these weights.</param>
/// <param name="Frame">Number of finished frames at that moment.</param>
/// <param name="Parameters">The parameters of each brain.</param>
internal sealed record WeightMark(IReadOnlyList<BrainFacts> Brains, long Frame, IReadOnlyList<float[]> Parameters)
{
    /// <summary>The currently shown values; null before there are brains.</summary>
    internal static WeightMark? Of(PanelData data) => data.Brains is { Count: > 0 } brains
        ? new WeightMark(brains, data.Frame, [.. brains.Select((_, brain) => data.Values(brain).Parameters.Items.ToArray())]) : null;
}
