using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Histories;

namespace NeuroAgents.Overlay.Panels;

/// <summary>What the panels of brains show, as it is when they are painted.</summary>
internal abstract class PanelData
{
    /// <summary>The brains; none before there are any. Another list is of another run.</summary>
    internal abstract IReadOnlyList<BrainFacts> Brains { get; }

    /// <summary>Frames done.</summary>
    internal abstract long Frame { get; }

    /// <summary>The agent that was selected.</summary>
    internal abstract AgentSnapshot Agent { get; }

    /// <summary>Losses so far.</summary>
    internal abstract LossHistory Losses { get; }

    /// <summary>The weights at the moment that was marked: the start of the run, until another one is.</summary>
    internal WeightMark? Mark { get; set; }

    /// <summary>A brain's values.</summary>
    internal abstract BrainSnapshot Values(int brain);
}

/// <summary>The weights at a moment that the person marked: what has changed since is seen against them.</summary>
/// <param name="Brains">The brains that they are of.</param>
/// <param name="Frame">Frames done then.</param>
/// <param name="Parameters">The parameters of each brain.</param>
internal sealed record WeightMark(IReadOnlyList<BrainFacts> Brains, long Frame, IReadOnlyList<float[]> Parameters)
{
    /// <summary>What is shown now; null before there are brains.</summary>
    internal static WeightMark? Of(PanelData data) => data.Brains is { Count: > 0 } brains
        ? new WeightMark(brains, data.Frame, [.. brains.Select((_, brain) => data.Values(brain).Parameters.Items.ToArray())]) : null;
}
