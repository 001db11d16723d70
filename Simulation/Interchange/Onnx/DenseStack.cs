using NeuroAgents.Activations;

namespace NeuroAgents.Simulation.Interchange.Onnx;

/// <summary>Layers f(x · W + b) in the making, in double precision: scalings between products are folded into the weights next to them.</summary>
internal sealed class DenseStack
{
    /// <summary>Widest layer. With it a weight takes at most sixteen times its size in the file: rows are padded.</summary>
    internal const int MaxUnits = 65_536;

    /// <summary>Widest scaling that needs a layer of its own, whose weights are its square.</summary>
    internal const int MaxScaled = 1024;
    private readonly List<Step> _steps = [];
    private Scaling? _pending;

    /// <summary>The layers; complete after <see cref="Close"/>.</summary>
    internal IReadOnlyList<Step> Steps => _steps;

    /// <summary>What stands in front of the first layer, not folded yet; null if nothing does.</summary>
    internal Scaling? Input { get; private set; }

    /// <summary>x · W.</summary>
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

    /// <summary>scale ∘ x + offset.</summary>
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

    /// <summary>Whether an activation, or the end, takes a layer of its own, for want of a product in front of it.</summary>
    internal bool NeedsIdentity(bool isEnd)
        => _pending is not null || _steps.Count == 0 || (!isEnd && _steps[^1].Activation != Activation.Identity);

    /// <summary>f(x).</summary>
    internal void Activate(Activation activation, int width)
    {
        if (NeedsIdentity(isEnd: false))
        {
            AddIdentity(width);
        }

        _steps[^1].Activation = activation;
    }

    /// <summary>Turns the current σ(z) into [1 − σ(z), σ(z)], the softmax of [0, z], or into the reverse order, the softmax of [z, 0].</summary>
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

    /// <summary>Ends the stack.</summary>
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

    /// <summary>Element by element: scale · x + offset.</summary>
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

    /// <summary>One layer: W is [inputs, units], row-major.</summary>
    internal sealed class Step(double[] weights, double[] bias, int inputs)
    {
        internal double[] Weights => weights;

        internal double[] Bias => bias;

        internal int Inputs => inputs;

        internal int Units => bias.Length;

        internal Activation Activation { get; set; } = Activation.Identity;

        /// <summary>(s ∘ x + t) · W + b as a layer of its own.</summary>
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

        /// <summary>s ∘ (x · W + b) + t.</summary>
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
