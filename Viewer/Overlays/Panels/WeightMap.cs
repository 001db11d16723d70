using NeuroAgents.Models;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A value for each weight of a brain, such as the weight itself or its gradient: where each lies, and how they are coloured.</summary>
internal sealed class WeightMap
{
    private readonly float[] _values;

    /// <param name="layers">The brain's layers.</param>
    /// <param name="values">The values, in the layout of the parameters.</param>
    internal WeightMap(IReadOnlyList<NeuronLayer> layers, float[] values)
    {
        _values = values;
        Layers = [.. layers.Select(layer => layer.Weights)];
        Limit = LimitOf();
    }

    /// <summary>The matrices, [inputs, outputs], in the order of the layers.</summary>
    internal IReadOnlyList<ParameterSegment> Layers { get; }

    /// <summary>The size at which colours are full, for both signs and all layers: three times the root of the mean square.</summary>
    internal double Limit { get; }

    /// <summary>A value.</summary>
    internal float Weight(ParameterSegment layer, int input, int output) => _values[layer.Offset + input * layer.Stride + output];

    /// <summary>The colour of a value.</summary>
    internal SKColor Colour(float value) => Palette.Diverging(value / Limit);

    /// <summary>A pixel for each weight: inputs to the right, outputs down.</summary>
    internal SKBitmap Image(ParameterSegment layer)
    {
        SKBitmap image = new(new SKImageInfo(layer.Rows, layer.Columns, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> pixels = image.GetPixelSpan();
        for (int output = 0; output < layer.Columns; output++)
        {
            for (int input = 0; input < layer.Rows; input++)
            {
                SKColor colour = Colour(Weight(layer, input, output));
                int at = output * image.RowBytes + 4 * input;
                (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (colour.Red, colour.Green, colour.Blue, 255);
            }
        }

        return image;
    }

    /// <summary>Share of a layer's values in each of some stretches from −limit to limit; what lies beyond is in the outermost.</summary>
    internal double[] Histogram(ParameterSegment layer, int stretches)
    {
        double[] shares = new double[stretches];
        for (int input = 0; input < layer.Rows; input++)
        {
            for (int output = 0; output < layer.Columns; output++)
            {
                double place = (Weight(layer, input, output) / Limit + 1) / 2;
                shares[(int)Math.Clamp(place * stretches, 0, stretches - 1)] += 1.0 / (layer.Rows * layer.Columns);
            }
        }

        return shares;
    }

    private double LimitOf()
    {
        double squares = 0, count = 0;
        foreach (ParameterSegment layer in Layers)
        {
            for (int input = 0; input < layer.Rows; input++)
            {
                for (int output = 0; output < layer.Columns; output++)
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
