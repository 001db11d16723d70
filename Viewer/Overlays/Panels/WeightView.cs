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

    /// <summary>The values of a brain, in the layout of its parameters; empty where there are none.</summary>
    internal static float[] Values(this WeightView view, PanelData data, int brain)
    {
        KindSnapshot now = data.Snapshot.Kinds[brain];
        return view switch
        {
            WeightView.Weights => now.Parameters.Items.ToArray(),
            WeightView.Gradients => now.Gradients.Items.ToArray(),
            WeightView.Updates => now.Updates.Items.ToArray(),
            _ => Change(now.Parameters.Items, data.Mark is { } mark && mark.Facts == data.Facts ? mark.Parameters[brain] : []),
        };
    }

    /// <summary>Why there are no values.</summary>
    internal static string WhyNone(this WeightView view, BrainFacts brain) => view == WeightView.Gradients && !brain.HasGradients
        ? "None to read: it does not learn, or it learns beside the game."
        : "None yet: no minibatch was learned from.";

    private static float[] Change(ReadOnlySpan<float> now, ReadOnlySpan<float> then)
    {
        if (now.Length != then.Length)
        {
            return [];
        }

        float[] change = new float[now.Length];
        for (int i = 0; i < change.Length; i++)
        {
            change[i] = now[i] - then[i];
        }

        return change;
    }
}
