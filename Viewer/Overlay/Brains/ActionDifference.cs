using NeuroAgents.Agents;

namespace NeuroAgents.Overlay.Brains;

/// <summary>The distance between an action and its label. Does not allocate.</summary>
internal static class ActionDifference
{
    /// <summary>Returns 1 if a choice differs; otherwise the root mean squared difference of the continuous actions.</summary>
    internal static float Of(ActionSpec actions, ReadOnlySpan<float> action, ReadOnlySpan<float> label)
    {
        int continuous = actions.ContinuousCount;
        return !action[continuous..].SequenceEqual(label[continuous..]) ? 1 : continuous == 0 ? 0 : MathF.Sqrt(MeanSquare(action[..continuous], label[..continuous]));
    }

    /// <summary>Returns the squared distance: 1 if a choice differs; otherwise the mean squared difference of the continuous actions. NaN without a label.</summary>
    internal static float Loss(ActionSpec actions, ReadOnlySpan<float> action, ReadOnlySpan<float> label)
    {
        if (label.IsEmpty)
        {
            return float.NaN;
        }

        float difference = Of(actions, action, label);
        return difference * difference;
    }

    private static float MeanSquare(ReadOnlySpan<float> action, ReadOnlySpan<float> label)
    {
        float squares = 0;
        for (int i = 0; i < action.Length; i++)
        {
            float difference = action[i] - label[i];
            squares += difference * difference;
        }

        return squares / action.Length;
    }
}
