using NeuroAgents.Observations;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>The normalisation before an exported network: y = scale · (x − centre) + rest, and with running moments also gain · y + shift, clipped.</summary>
/// <remarks>
/// The normaliser's own form scale · x + offset needs a fused multiply-add for ranges far from zero, and folding it into the first layer's weights would lose
/// the same digits. Subtracting the centre first loses none.
/// </remarks>
internal static class OnnxNormalizer
{
    internal static string Append(OnnxGraph graph, ObservationNormalizer normalizer, string observation)
    {
        int width = normalizer.Width;
        float[] scale = normalizer.Scale.ToArray(), centre = new float[width], rest = new float[width];
        for (int i = 0; i < width; i++)
        {
            double offset = normalizer.Offset[i];
            centre[i] = (float)(-offset / scale[i]);
            rest[i] = (float)(offset + (double)scale[i] * centre[i]);
        }

        string value = AppendUnless(graph, observation, "Sub", "centre", centre, 0);
        value = AppendUnless(graph, value, "Mul", "scale", scale, 1);
        value = AppendUnless(graph, value, "Add", "rest", rest, 0);
        return normalizer.IsStandardizing ? Standardize(graph, value, normalizer) : value;
    }

    private static string Standardize(OnnxGraph graph, string value, ObservationNormalizer normalizer)
    {
        value = AppendUnless(graph, value, "Mul", "gain", normalizer.Gain.ToArray(), 1);
        value = AppendUnless(graph, value, "Add", "shift", normalizer.Shift.ToArray(), 0);
        return graph.Add("Clip", [
            value, graph.Constant("normalizer/least", [], [-ObservationNormalizer.Clip]), graph.Constant("normalizer/most", [], [ObservationNormalizer.Clip])]);
    }

    /// <summary>Appends an operator unless every operand is neutral.</summary>
    private static string AppendUnless(OnnxGraph graph, string value, string operation, string name, float[] operand, float neutral)
        => Array.TrueForAll(operand, each => each == neutral)
            ? value
            : graph.Add(operation, [value, graph.Constant($"normalizer/{name}", [operand.Length], operand)]);
}
