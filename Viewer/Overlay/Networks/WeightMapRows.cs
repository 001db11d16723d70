using NeuroAgents.Models;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>The places of the maps of a brain's layers: side by side, or with the output layer's map below the others if that makes all maps larger. Each map's shape and update ratio stand below it.</summary>
internal sealed class WeightMapRows
{
    /// <summary>Space between two maps.</summary>
    internal const float Gap = 8;

    /// <summary>Height of the two lines below a map.</summary>
    internal const float CaptionHeight = 28;
    private const float MaxStretch = 4;
    private readonly IReadOnlyList<NeuronLayer> _layers;
    private readonly TextRenderer _texts;
    private readonly SKRect[] _rects;
    private readonly float[] _captions;

    /// <param name="layers">The layers.</param>
    /// <param name="texts">The font.</param>
    /// <param name="place">Area for the maps and their captions.</param>
    internal WeightMapRows(IReadOnlyList<NeuronLayer> layers, TextRenderer texts, SKRect place)
    {
        (_layers, _texts, _rects, _captions) = (layers, texts, new SKRect[layers.Count], new float[layers.Count]);
        int last = layers.Count - 1;
        float sideBySide = Whole(Fit(0, layers.Count, place.Width, place.Height - CaptionHeight, Tallest(layers.Count)));
        float heightOfTwo = place.Height - 2 * CaptionHeight, cellsOfTwo = Tallest(last) + layers[last].Width * Stretch(last);
        float below = last == 0 ? 0 : Whole(Math.Min(Fit(0, last, place.Width, heightOfTwo, cellsOfTwo), Fit(last, 1, place.Width, heightOfTwo, cellsOfTwo)));
        Cell = Math.Max(sideBySide, below);
        Bottom = Arrange(0, below > sideBySide ? last : layers.Count, place.Left, place.Top);
        Bottom = below > sideBySide ? Arrange(last, 1, place.Left, Bottom) : Bottom;
    }

    /// <summary>The maps' places, by layer.</summary>
    internal IReadOnlyList<SKRect> Rects => _rects;

    /// <summary>Width of a weight.</summary>
    internal float Cell { get; }

    /// <summary>Bottom of the maps and captions.</summary>
    internal float Bottom { get; }

    /// <summary>Paints the captions below the maps.</summary>
    internal void PaintCaptions(PanelCanvas canvas, BrainSnapshot now)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            canvas.Text(Shape(i), _rects[i].Left, _captions[i] + 12, Palette.Category(i + 1, []), PanelCanvas.Small);
            if (now.Updates.Count > 0)
            {
                double ratio = Math.Log10(UpdateRatio.Of(_layers[i].Weights, now.Updates.Items, now.Parameters.Items));
                canvas.Text(double.IsFinite(ratio) ? Numerals.Decimals(ratio, 2) : "–", _rects[i].Left, _captions[i] + 23, Palette.Text, PanelCanvas.Small);
            }
        }
    }

    /// <summary>Returns the width of a weight at which some layers fit side by side.</summary>
    private float Fit(int first, int count, float width, float height, float cellsHigh)
        => Math.Min((width - Gap * (count - 1)) / _layers.Skip(first).Take(count).Sum(layer => layer.Weights.Rows), height / cellsHigh);

    private static float Whole(float cell) => cell >= 1 ? MathF.Floor(cell) : cell;

    private float Tallest(int count) => count == 0 ? 0 : _layers.Take(count).Max(layer => layer.Width);

    /// <summary>Returns the height factor of a layer's cells, which keeps a layer with few outputs from becoming a thin line.</summary>
    private float Stretch(int layer) => Math.Clamp(MathF.Floor(Tallest(_layers.Count) / _layers[layer].Width), 1, MaxStretch);

    private float Arrange(int first, int count, float left, float top)
    {
        float bottom = top;
        for (int i = first; i < first + count; i++)
        {
            _rects[i] = SKRect.Create(left, top, _layers[i].Weights.Rows * Cell, _layers[i].Width * Stretch(i) * Cell);
            bottom = Math.Max(bottom, _rects[i].Bottom);
            left = Math.Max(_rects[i].Right, left + _texts.Width(Shape(i), PanelCanvas.Small)) + Gap;
        }

        _captions.AsSpan(first, count).Fill(bottom);
        return bottom + CaptionHeight;
    }

    private string Shape(int layer) => $"{_layers[layer].Weights.Rows} → {_layers[layer].Width}";
}

/// <summary>The place of a layer's map.</summary>
/// <param name="Brain">Number of the brain.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Rect">The place, in units from the panel's corner.</param>
internal readonly record struct WeightPlace(int Brain, NeuronLayer Layer, SKRect Rect)
{
    /// <summary>Returns the weight at a place; null outside the map.</summary>
    internal WeightAddress? At(float x, float y) => !Rect.Contains(x, y) ? null : new WeightAddress(
        Brain, Layer,
        Math.Min(Layer.Weights.Rows - 1, (int)((x - Rect.Left) / Rect.Width * Layer.Weights.Rows)),
        Math.Min(Layer.Width - 1, (int)((y - Rect.Top) / Rect.Height * Layer.Width)));

    /// <summary>Returns a weight's cell.</summary>
    internal SKRect Cell(int input, int output)
    {
        float width = Rect.Width / Layer.Weights.Rows, height = Rect.Height / Layer.Width;
        return SKRect.Create(Rect.Left + input * width, Rect.Top + output * height, width, height);
    }
}

/// <summary>The address of one weight.</summary>
/// <param name="Brain">Number of the brain.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Input">Index of the input, or of the neuron of the previous layer.</param>
/// <param name="Output">Index of the neuron.</param>
internal sealed record WeightAddress(int Brain, NeuronLayer Layer, int Input, int Output)
{
    /// <summary>Returns the names of layer, input and output, or their numbers if they have no names.</summary>
    internal string Describe(BrainFacts brain)
    {
        string layer = Layer.Weights.Name.Split('/')[^2];
        string input = Layer == brain.Layers[0] ? brain.Observations.Columns[Input].Name : $"unit {Input}";
        string output = Layer == brain.Layers[^1] ? brain.OutputNames[Output] : $"unit {Output}";
        return $"{layer}: from {input} into {output}";
    }
}
