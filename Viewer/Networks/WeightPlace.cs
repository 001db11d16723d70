using NeuroAgents.Viewer.Brains;
using SkiaSharp;

namespace NeuroAgents.Viewer.Networks;

/// <summary>Where a layer's map stands.</summary>
/// <param name="Brain">Number of the brain.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Rect">The place, in units from the panel's corner.</param>
internal readonly record struct WeightPlace(int Brain, NeuronLayer Layer, SKRect Rect)
{
    /// <summary>The weight at a place; null where it is not in the map.</summary>
    internal WeightAddress? At(float x, float y) => !Rect.Contains(x, y) ? null : new WeightAddress(
        Brain, Layer,
        Math.Min(Layer.Weights.Rows - 1, (int)((x - Rect.Left) / Rect.Width * Layer.Weights.Rows)),
        Math.Min(Layer.Width - 1, (int)((y - Rect.Top) / Rect.Height * Layer.Width)));

    /// <summary>A weight's cell.</summary>
    internal SKRect Cell(int input, int output)
    {
        float width = Rect.Width / Layer.Weights.Rows, height = Rect.Height / Layer.Width;
        return SKRect.Create(Rect.Left + input * width, Rect.Top + output * height, width, height);
    }
}

/// <summary>One weight.</summary>
/// <param name="Brain">Number of the brain.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Input">From which input, or neuron of the layer before.</param>
/// <param name="Output">Into which neuron.</param>
internal sealed record WeightAddress(int Brain, NeuronLayer Layer, int Input, int Output)
{
    /// <summary>Layer, input and output by name where they have one.</summary>
    internal string Describe(BrainFacts brain)
    {
        string layer = Layer.Weights.Name.Split('/')[^2];
        string input = Layer == brain.Layers[0] ? brain.Observations.Columns[Input].Name : $"unit {Input}";
        string output = Layer == brain.Layers[^1] ? brain.OutputNames[Output] : $"unit {Output}";
        return $"{layer}: from {input} into {output}";
    }
}
