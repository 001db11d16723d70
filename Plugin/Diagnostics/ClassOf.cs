namespace NeuroAgents.Diagnostics;

/// <summary>Class of a row of outputs or targets.</summary>
internal static class ClassOf
{
    /// <summary>Returns the index of the largest of several outputs, the first of equals; for a single output 1 above the threshold, else 0. NaN is never the largest.</summary>
    internal static int Prediction(ReadOnlySpan<float> values, double threshold) => values.Length == 1 ? values[0] > threshold ? 1 : 0 : Largest(values);

    /// <summary>Returns the class of a target row. For several outputs it is the value of a single column, or the index of the largest of several columns. For one output it is 1 above 0.5, else 0.</summary>
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
