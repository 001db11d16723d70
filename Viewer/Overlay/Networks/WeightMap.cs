using System.Runtime.InteropServices;
using NeuroAgents.Models;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>A value for each weight of a brain, such as the weight itself or its gradient: where each lies, and how they are coloured. Reads a snapshot: valid while that one is.</summary>
internal sealed class WeightMap
{
    /// <summary>Weights of a layer that are looked at in each direction: of larger layers every n-th.</summary>
    private const int Most = 256;
    private readonly GrowingArray<float> _values;
    private readonly float[]? _less;

    /// <param name="layers">The brain's layers.</param>
    /// <param name="values">The values, in the layout of the parameters.</param>
    /// <param name="less">What is subtracted from them; null for nothing.</param>
    internal WeightMap(IReadOnlyList<NeuronLayer> layers, GrowingArray<float> values, float[]? less = null)
    {
        (_values, _less) = (values, less);
        Layers = [.. layers.Select(layer => layer.Weights)];
        Limit = LimitOf();
    }

    /// <summary>The matrices, [inputs, outputs], in the order of the layers.</summary>
    internal IReadOnlyList<ParameterSegment> Layers { get; }

    /// <summary>The size at which colours are full, for both signs and all layers: three times the root of the mean square.</summary>
    internal double Limit { get; }

    /// <summary>Of a layer every so many inputs and outputs are looked at; 1 for all.</summary>
    internal static int Step(ParameterSegment layer) => (Math.Max(layer.Rows, layer.Columns) + Most - 1) / Most;

    /// <summary>A value.</summary>
    internal float Weight(ParameterSegment layer, int input, int output)
    {
        int place = layer.Offset + input * layer.Stride + output;
        return _less is null ? _values.Items[place] : _values.Items[place] - _less[place];
    }

    /// <summary>The colour of a value.</summary>
    internal SKColor Colour(float value) => Palette.Diverging(value / Limit);

    /// <summary>A pixel for each weight that is looked at: inputs to the right, outputs down.</summary>
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

    /// <summary>Share of a layer's values in each of some stretches from −limit to limit; what lies beyond is in the outermost.</summary>
    internal double[] Histogram(ParameterSegment layer, int stretches)
    {
        double[] shares = new double[stretches];
        int count = 0, step = Step(layer);
        for (int input = 0; input < layer.Rows; input += step)
        {
            for (int output = 0; output < layer.Columns; output += step)
            {
                double place = (Weight(layer, input, output) / Limit + 1) / 2;
                shares[(int)Math.Clamp(place * stretches, 0, stretches - 1)]++;
                count++;
            }
        }

        for (int i = 0; i < stretches; i++)
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

    /// <summary>Why there are no values.</summary>
    internal static string WhyNone(this WeightView view, BrainFacts brain) => view == WeightView.Gradients && !brain.HasGradients
        ? "None to read: it does not learn, or it learns beside the game."
        : "None yet: no minibatch was learned from.";
}
