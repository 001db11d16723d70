using System.Text;
using NeuroAgents.Activations;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Layers;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Models;

/// <summary>A stack of layers, y = fₙ(… f₂(f₁(x))): the program that predictors and training run over a slice of a parameter buffer.</summary>
/// <remarks>
/// It owns no parameters and no workspace, so brains, predictors and threads can share one program. Immutable; thread safe.
/// <example><code>
/// Sequential network = new(32, [new Dense(64, Activation.Relu), new Dense(64, Activation.Relu), new Dense(8)]);
/// </code></example>
/// </remarks>
public sealed class Sequential
{
    private readonly int[] _widths;
    private readonly int[] _offsets;

    /// <summary>Stacks layers.</summary>
    /// <param name="inputs">Number of input features, at least 1.</param>
    /// <param name="layers">The layers from input to output, at least one.</param>
    /// <exception cref="ArgumentException">There is no layer, or there are more than 2,147,483,647 parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputs"/> is less than 1.</exception>
    public Sequential(int inputs, IReadOnlyList<Layer> layers)
    {
        Require.Positive(inputs);
        Require.NotNull(layers);
        if (layers.Count == 0)
        {
            throw new ArgumentException("layers: expected at least one layer, received none.", nameof(layers));
        }

        Layers = [.. layers];
        _widths = new int[layers.Count + 1];
        _offsets = new int[layers.Count + 1];
        _widths[0] = inputs;
        List<ParameterSegment> segments = [];
        for (int i = 0; i < layers.Count; i++)
        {
            _widths[i + 1] = layers[i].OutputWidth(_widths[i]);
            int offset = _offsets[i];
            foreach (ParameterShape shape in layers[i].Parameters(_widths[i]))
            {
                segments.Add(new ParameterSegment($"{layers[i].Kind}_{i}/{shape.Name}", offset, shape));
                long end = offset + (long)shape.Rows * shape.Stride;
                offset = end <= int.MaxValue
                    ? (int)end
                    : throw new ArgumentException($"layers: expected at most {int.MaxValue} parameters, received more from layer {i} on.", nameof(layers));
            }

            _offsets[i + 1] = offset;
        }

        Segments = segments;
    }

    /// <summary>The layers from input to output.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The trainable tensors, with offsets relative to the program's slice.</summary>
    public IReadOnlyList<ParameterSegment> Segments { get; }

    /// <summary>Number of input features.</summary>
    public int Inputs => _widths[0];

    /// <summary>Number of output features.</summary>
    public int Outputs => _widths[^1];

    /// <summary>Length of the program's slice of a parameter buffer, padding included, in values.</summary>
    public int ParameterLength => _offsets[^1];

    /// <summary>Number of trainable values, padding not counted.</summary>
    public int ParameterCount => Segments.Sum(segment => segment.Rows * segment.Columns);

    /// <summary>Largest number of features at the input, between two layers or at the output.</summary>
    public int MaximumWidth => _widths.Max();

    /// <summary>Returns the number of inputs of a layer, or the number of outputs for index <c>Layers.Count</c>.</summary>
    public int Width(int layer) => _widths[layer];

    /// <summary>Returns a layer's slice of the program's parameters or gradients. Does not allocate.</summary>
    public Span<float> Slice(Span<float> values, int layer) => values[_offsets[layer].._offsets[layer + 1]];

    /// <summary>Returns a layer's slice of the program's parameters. Does not allocate.</summary>
    public ReadOnlySpan<float> Slice(ReadOnlySpan<float> values, int layer) => values[_offsets[layer].._offsets[layer + 1]];

    /// <summary>Returns the length of a layer's slice, padding included, in values.</summary>
    internal int SliceLength(int layer) => _offsets[layer + 1] - _offsets[layer];

    /// <summary>Creates fully connected layers: hidden layers with one activation, then an output layer that is linear by default.</summary>
    /// <param name="inputs">Number of input features, at least 1.</param>
    /// <param name="hidden">Widths of the hidden layers; empty for a single Dense layer.</param>
    /// <param name="outputs">Number of output features, at least 1.</param>
    /// <param name="hiddenActivation">Activation of the hidden layers.</param>
    /// <param name="outputInitializer">Initial weights of the output layer. Default: that of <see cref="Dense"/>.</param>
    /// <param name="dropout">Rate of a <see cref="Dropout"/> after each hidden layer, 0 ≤ rate &lt; 1; 0 for none.</param>
    /// <param name="outputActivation">Activation of the output layer; null for none.</param>
    public static Sequential Perceptrons(
        int inputs, IReadOnlyList<int> hidden, int outputs, Activation hiddenActivation, Initializer? outputInitializer = null, float dropout = 0,
        Activation? outputActivation = null)
    {
        Require.NotNull(hidden);
        Require.NotNull(hiddenActivation);
        Dropout.RequireRate(dropout, nameof(dropout));
        List<Layer> layers = [];
        foreach (int width in hidden)
        {
            layers.Add(new Dense(width, hiddenActivation));
            if (dropout > 0)
            {
                layers.Add(new Dropout(dropout));
            }
        }

        layers.Add(new Dense(outputs, outputActivation, outputInitializer));
        return new Sequential(inputs, layers);
    }

    /// <summary>Creates a program of the same layers with a new <see cref="Dropout"/> after each Dense layer except the last. Allocates.</summary>
    /// <remarks>Existing dropout layers are left out. The new program runs over the same parameters.</remarks>
    /// <param name="rate">Rate of the new dropout layers, 0 ≤ rate &lt; 1; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN or out of its range.</exception>
    /// <exception cref="InvalidOperationException">The layers have several rates, or a <see cref="Dropout"/> in another place: one rate would replace them all.</exception>
    public Sequential WithDropout(float rate)
    {
        RequireDropout(rate);
        return new Sequential(Inputs, PlaceDropout(rate > 0 ? rate : null));
    }

    /// <summary>Refuses a rate that <see cref="WithDropout"/> can't set. Changes nothing.</summary>
    internal void RequireDropout(float rate)
    {
        Dropout.RequireRate(rate, nameof(rate));
        if (!HasEvenDropout)
        {
            string layers = string.Join(", ", Layers.Select(layer => layer is Dropout dropout ? FormattableString.Invariant($"dropout {dropout.Rate}") : layer.Kind));
            throw new InvalidOperationException($"dropout: expected one rate after each Dense except the last, or no dropout, received {Excerpt.Of(layers)}.");
        }
    }

    /// <summary>Whether one rate describes the dropout of all layers: either no layer has dropout, or the same rate follows each Dense except the last.</summary>
    internal bool HasEvenDropout
    {
        get
        {
            float? rate = Layers.OfType<Dropout>().FirstOrDefault()?.Rate;
            return PlaceDropout(rate).Select(RateOf).SequenceEqual(Layers.Select(RateOf));
        }
    }

    /// <summary>Returns the layers without their dropout and, if a rate is given, with a new dropout layer after each Dense except the last.</summary>
    private List<Layer> PlaceDropout(float? rate)
    {
        Layer? last = Layers.LastOrDefault(each => each is Dense);
        List<Layer> layers = [];
        foreach (Layer layer in Layers.Where(each => each is not Dropout))
        {
            layers.Add(layer);
            if (rate is { } share && layer is Dense && layer != last)
            {
                layers.Add(new Dropout(share));
            }
        }

        return layers;
    }

    private static float? RateOf(Layer layer) => (layer as Dropout)?.Rate;

    /// <summary>Returns a table with one line per layer: its shapes and its number of parameters.</summary>
    public string Summary()
    {
        StringBuilder text = new();
        for (int i = 0; i < Layers.Count; i++)
        {
            int count = Layers[i].Parameters(_widths[i]).Sum(shape => shape.Rows * shape.Columns);
            text.Append(FormattableString.Invariant($"{Layers[i].Describe(),-24} [batch, {_widths[i]}] → [batch, {_widths[i + 1]}], {count:N0} parameters\n"));
        }

        return text.Append(FormattableString.Invariant($"{ParameterCount:N0} parameters in all")).ToString();
    }
}
