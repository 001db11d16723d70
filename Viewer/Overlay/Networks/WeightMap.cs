using System.Runtime.InteropServices;
using NeuroAgents.Models;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>The values for each weight of a brain, such as the weight itself or its gradient, with their places and colours. Reads a snapshot and is valid as long as that snapshot.</summary>
internal sealed class WeightMap
{
    /// <summary>Maximum number of weights per direction that are read from a layer. Of larger layers, every n-th is read.</summary>
    private const int MaxPerDirection = 256;
    private readonly GrowingArray<float> _values;
    private readonly float[]? _reference;

    /// <param name="layers">The brain's layers.</param>
    /// <param name="values">The values, in the layout of the parameters.</param>
    /// <param name="reference">Values to subtract; null for none.</param>
    internal WeightMap(IReadOnlyList<NeuronLayer> layers, GrowingArray<float> values, float[]? reference = null)
    {
        (_values, _reference) = (values, reference);
        Layers = [.. layers.Select(layer => layer.Weights)];
        Limit = LimitOf();
    }

    /// <summary>The matrices, [inputs, outputs], in the order of the layers.</summary>
    internal IReadOnlyList<ParameterSegment> Layers { get; }

    /// <summary>Absolute value at which the colour is full, for both signs and all layers: three times the root mean square.</summary>
    internal double Limit { get; }

    /// <summary>Returns n if only every n-th input and output of a layer is read; 1 for all.</summary>
    internal static int Step(ParameterSegment layer) => (Math.Max(layer.Rows, layer.Columns) + MaxPerDirection - 1) / MaxPerDirection;

    /// <summary>Returns a value.</summary>
    internal float Weight(ParameterSegment layer, int input, int output)
    {
        int place = layer.Offset + input * layer.Stride + output;
        return _reference is null ? _values.Items[place] : _values.Items[place] - _reference[place];
    }

    /// <summary>Returns the colour of a value.</summary>
    internal SKColor Colour(float value) => Palette.Diverging(value / Limit);

    /// <summary>Returns an image with a pixel for each weight that is read: inputs to the right, outputs down.</summary>
    internal SKBitmap Image(ParameterSegment layer)
    {
        int step = Step(layer);
        SKBitmap image = new(new SKImageInfo((layer.Rows + step - 1) / step, (layer.Columns + step - 1) / step, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<uint> pixels = MemoryMarshal.Cast<byte, uint>(image.GetPixelSpan());
        for (int input = 0; input < layer.Rows; input += step)
        {
            for (int output = 0; output < layer.Columns; output += step)
            {
                pixels[output / step * image.Width + input / step] = Palette.DivergingPixel(Weight(layer, input, output) / Limit);
            }
        }

        return image;
    }

    /// <summary>Returns the share of a layer's values in each of some bins from −limit to limit; values beyond count in the outermost bins.</summary>
    internal double[] Histogram(ParameterSegment layer, int bins)
    {
        double[] shares = new double[bins];
        int count = 0, step = Step(layer);
        for (int input = 0; input < layer.Rows; input += step)
        {
            for (int output = 0; output < layer.Columns; output += step)
            {
                double place = (Weight(layer, input, output) / Limit + 1) / 2;
                shares[(int)Math.Clamp(place * bins, 0, bins - 1)]++;
                count++;
            }
        }

        for (int i = 0; i < bins; i++)
        {
            shares[i] /= count;
        }

        return shares;
    }

    private double LimitOf()
    {
        double squares = 0, count = 0;
        foreach (ParameterSegment layer in Layers)
        {
            int step = Step(layer);
            for (int input = 0; input < layer.Rows; input += step)
            {
                for (int output = 0; output < layer.Columns; output += step)
                {
                    double weight = Weight(layer, input, output);
                    squares += weight * weight;
                    count++;
                }
            }
        }

        return Math.Max(1e-12, 3 * Math.Sqrt(squares / Math.Max(1, count)));
    }
}

/// <summary>The kind of values in a map of weights.</summary>
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
    /// <summary>Names of the views, in their order.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["weights", "gradients", "updates", "change"];

    /// <summary>Returns the map of a brain's values; null if there are none.</summary>
    /// <param name="view">The view.</param>
    /// <param name="brain">The brain.</param>
    /// <param name="now">Its values.</param>
    /// <param name="mark">Its parameters at the marked moment, for <see cref="WeightView.Change"/>.</param>
    internal static WeightMap? Of(this WeightView view, BrainFacts brain, BrainSnapshot now, float[]? mark)
    {
        GrowingArray<float> values = view switch
        {
            WeightView.Gradients => now.Gradients,
            WeightView.Updates => now.Updates,
            _ => now.Parameters,
        };
        return values.Count == 0 ? null : new WeightMap(brain.Layers, values, view == WeightView.Change ? mark : null);
    }

    /// <summary>Returns the reason for missing values.</summary>
    internal static string MissingReason(this WeightView view, BrainFacts brain) => view == WeightView.Gradients && !brain.HasGradients
        ? "Not available: the brain does not learn, or learns in the background."
        : "None before the first minibatch.";
}
