namespace NeuroAgents.Diagnostics;

/// <summary>Which class a row of outputs or targets stands for.</summary>
internal static class ClassOf
{
    /// <summary>The largest of several outputs, the first of equals; for a single one 1 above the threshold, else 0. NaN wins nothing.</summary>
    internal static int Prediction(ReadOnlySpan<float> values, double threshold) => values.Length == 1 ? values[0] > threshold ? 1 : 0 : Largest(values);

    /// <summary>The class index of a single column beside several outputs, or the largest of as many columns as outputs; a single 0 or 1 is rounded.</summary>
    internal static int Target(ReadOnlySpan<float> values, int outputs)
    {
        if (values.Length == outputs)
        {
            return outputs == 1 ? values[0] > 0.5f ? 1 : 0 : Largest(values);
        }

        Require.Length(values.Length, 1, "target");
        return (int)values[0];
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] || float.IsNaN(values[best]) ? i : best;
        }

        return best;
    }
}
