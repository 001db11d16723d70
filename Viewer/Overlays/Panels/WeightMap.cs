using NeuroAgents.Models;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>The weights of one brain: where each lies in the parameters, and how they are coloured.</summary>
internal sealed class WeightMap
{
    private readonly float[] _parameters;

    internal WeightMap(ParameterLayout layout, ReadOnlySpan<float> parameters)
    {
        _parameters = parameters.ToArray();
        Layers = [.. layout.Segments.Where(segment => segment.Name.EndsWith("/weights", StringComparison.Ordinal))];
        Limit = LimitOf();
    }

    /// <summary>The matrices, [inputs, outputs], in the order of the layers.</summary>
    internal IReadOnlyList<ParameterSegment> Layers { get; }

    /// <summary>The size at which colours are full, for both signs and all layers: three times the root of the mean square.</summary>
    internal double Limit { get; }

    /// <summary>A weight.</summary>
    internal float Weight(ParameterSegment layer, int input, int output) => _parameters[layer.Offset + input * layer.Stride + output];

    /// <summary>The colour of a weight.</summary>
    internal SKColor Colour(float weight) => Palette.Diverging(weight / Limit);

    /// <summary>A pixel for each weight: inputs to the right, outputs down.</summary>
    internal SKBitmap Image(ParameterSegment layer)
    {
        SKBitmap image = new(new SKImageInfo(layer.Rows, layer.Columns, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int output = 0; output < layer.Columns; output++)
        {
            for (int input = 0; input < layer.Rows; input++)
            {
                image.SetPixel(input, output, Colour(Weight(layer, input, output)));
            }
        }

        return image;
    }

    /// <summary>Share of a layer's weights in each of some stretches from −limit to limit; what lies beyond is in the outermost.</summary>
    internal double[] Histogram(ParameterSegment layer, int stretches)
    {
        double[] shares = new double[stretches];
        for (int input = 0; input < layer.Rows; input++)
        {
            for (int output = 0; output < layer.Columns; output++)
            {
                double place = (Weight(layer, input, output) / Limit + 1) / 2;
                shares[Math.Clamp((int)(place * stretches), 0, stretches - 1)] += 1.0 / (layer.Rows * layer.Columns);
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

        return Math.Max(1e-6, 3 * Math.Sqrt(squares / Math.Max(1, count)));
    }
}
