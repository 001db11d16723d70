using NeuroAgents.Activations;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>A stack of layers f(x · W + b) under construction, in double precision. Scalings between products are folded into the weights next to them.</summary>
internal sealed class DenseStack
{
    /// <summary>Largest width of a layer. The limit bounds memory, because padding makes a weight take up to sixteen times its size in the file.</summary>
    internal const int MaxUnits = 65_536;

    /// <summary>Largest width of a scaling that becomes a layer of its own, because such a layer has width² weights.</summary>
    internal const int MaxScaled = 1024;
    private readonly List<Step> _steps = [];
    private Scaling? _pending;

    /// <summary>The layers, which are complete after <see cref="Close"/>.</summary>
    internal IReadOnlyList<Step> Steps => _steps;

    /// <summary>Scaling before the first layer, which is not folded into weights; null if there is none.</summary>
    internal Scaling? Input { get; private set; }

    /// <summary>Appends x · W.</summary>
    internal void Multiply(double[] weights, int inputs, int units)
    {
        Step step = new(weights, new double[units], inputs);
        if (_steps.Count == 0)
        {
            Input = _pending;
        }
        else if (_pending is { } pending)
        {
            step = step.FoldedBefore(pending);
        }

        _pending = null;
        _steps.Add(step);
    }

    /// <summary>Appends scale ∘ x + offset.</summary>
    internal void Scale(Scaling scaling)
    {
        if (scaling.IsNeutral)
        {
            return;
        }

        if (_pending is null && _steps.Count > 0 && _steps[^1].Activation == Activation.Identity)
        {
            _steps[^1].FoldBehind(scaling);
        }
        else
        {
            _pending = _pending?.Then(scaling) ?? scaling;
        }
    }

    /// <summary>Returns whether an activation, or the end of the stack, needs a layer with identity weights because no product comes right before it.</summary>
    internal bool NeedsIdentity(bool isEnd)
        => _pending is not null || _steps.Count == 0 || (!isEnd && _steps[^1].Activation != Activation.Identity);

    /// <summary>Appends f(x).</summary>
    internal void Activate(Activation activation, int width)
    {
        if (NeedsIdentity(isEnd: false))
        {
            AddIdentity(width);
        }

        _steps[^1].Activation = activation;
    }

    /// <summary>Replaces the current σ(z) by [1 − σ(z), σ(z)], which is the softmax of [0, z], or by the reverse order.</summary>
    /// <returns>False if the current value is not σ(z).</returns>
    internal bool TryPair(bool isComplementFirst)
    {
        if (_pending is not null || _steps.Count == 0 || _steps[^1] is not { Units: 1 } last || last.Activation != Activation.Sigmoid)
        {
            return false;
        }

        int column = isComplementFirst ? 1 : 0;
        Step pair = new(new double[2 * last.Inputs], new double[2], last.Inputs) { Activation = Activation.Softmax };
        pair.Bias[column] = last.Bias[0];
        for (int i = 0; i < last.Inputs; i++)
        {
            pair.Weights[2 * i + column] = last.Weights[i];
        }

        _steps[^1] = pair;
        return true;
    }

    /// <summary>Completes the stack.</summary>
    internal void Close(int width)
    {
        if (NeedsIdentity(isEnd: true))
        {
            AddIdentity(width);
        }
    }

    private void AddIdentity(int width)
    {
        double[] weights = new double[width * width];
        for (int i = 0; i < width; i++)
        {
            weights[i * width + i] = 1;
        }

        Multiply(weights, width, width);
    }

    /// <summary>An element-wise scaling: scale · x + offset.</summary>
    internal sealed record Scaling(double[] Scale, double[] Offset)
    {
        /// <summary>Creates a scaling with the same factor for all columns.</summary>
        internal static Scaling Uniform(int width, double factor) => new([.. Enumerable.Repeat(factor, width)], new double[width]);

        internal bool IsUniform => Array.TrueForAll(Scale, value => value == Scale[0]) && Array.TrueForAll(Offset, value => value == Offset[0]);

        internal bool IsNeutral => Array.TrueForAll(Scale, value => value == 1) && Array.TrueForAll(Offset, value => value == 0);

        internal Scaling Then(Scaling next) => new(
            [.. Scale.Select((scale, i) => scale * next.Scale[i])],
            [.. Offset.Select((offset, i) => offset * next.Scale[i] + next.Offset[i])]);
    }

    /// <summary>One layer. W is [inputs, units], row-major.</summary>
    internal sealed class Step(double[] weights, double[] bias, int inputs)
    {
        internal double[] Weights => weights;

        internal double[] Bias => bias;

        internal int Inputs => inputs;

        internal int Units => bias.Length;

        internal Activation Activation { get; set; } = Activation.Identity;

        /// <summary>Returns the layer that computes (s ∘ x + t) · W + b.</summary>
        internal Step FoldedBefore(Scaling scaling)
        {
            Step folded = new([.. weights], [.. bias], inputs) { Activation = Activation };
            for (int i = 0; i < weights.Length; i++)
            {
                folded.Weights[i] = weights[i] * scaling.Scale[i / bias.Length];
                folded.Bias[i % bias.Length] += weights[i] * scaling.Offset[i / bias.Length];
            }

            return folded;
        }

        /// <summary>Changes the layer to s ∘ (x · W + b) + t.</summary>
        internal void FoldBehind(Scaling scaling)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] *= scaling.Scale[i % bias.Length];
            }

            for (int column = 0; column < bias.Length; column++)
            {
                bias[column] = bias[column] * scaling.Scale[column] + scaling.Offset[column];
            }
        }
    }
}
