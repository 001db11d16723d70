using NeuroAgents.Viewer.Live;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What of the weights is shown as a map.</summary>
internal enum WeightView
{
    Weights,
    Gradients,
    Updates,
    Change,
}

/// <summary>The values of a view.</summary>
internal static class WeightViews
{
    /// <summary>What the views are called, in their order.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["weights", "gradients", "updates", "change"];

    /// <summary>The values of a brain; null where there are none.</summary>
    internal static WeightMap? Of(this WeightView view, PanelData data, int brain)
    {
        KindSnapshot now = data.Snapshot.Kinds[brain];
        GrowingArray<float> values = view switch
        {
            WeightView.Gradients => now.Gradients,
            WeightView.Updates => now.Updates,
            _ => now.Parameters,
        };
        float[]? less = view == WeightView.Change ? data.Mark!.Parameters[brain] : null;
        return values.Count == 0 ? null : new WeightMap(data.Facts!.Brains[brain].Layers, values, less);
    }

    /// <summary>Why there are no values.</summary>
    internal static string WhyNone(this WeightView view, BrainFacts brain) => view == WeightView.Gradients && !brain.HasGradients
        ? "None to read: it does not learn, or it learns beside the game."
        : "None yet: no minibatch was learned from.";
}
