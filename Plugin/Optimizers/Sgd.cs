using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of stochastic gradient descent: <see cref="Sgd"/>.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.01.</summary>
    public override double LearningRate { get; set; } = 0.01;

    /// <summary>Momentum μ, the share of the last step that is repeated, 0 to 1. Larger values move faster in a steady direction and overshoot more. Default: 0.</summary>
    public double Momentum { get; set; }

    /// <summary>Whether the step looks ahead by the momentum (Nesterov), which reduces overshooting. Unused without momentum. Default: false.</summary>
    public bool Nesterov { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Momentum, 0, 1);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Sgd(this, length);
}

/// <summary>Stochastic gradient descent: v ← μ·v − η·g, w ← w + v; with Nesterov w ← w + μ·v − η·g.</summary>
/// <remarks>
/// The size of the batch names the method: all rows is gradient descent, one row is SGD, and any number between is minibatch SGD.
/// Momentum: Polyak 1964; Nesterov's form: Sutskever et al. 2013, as in Keras 3.
/// </remarks>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions _options;

    /// <summary>Creates the optimizer with zero velocity. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Sgd(SgdOptions options, int length)
        : base(options, length, options is { Momentum: > 0 } ? ["velocity"] : [])
    {
        _options = options with { };
    }

    /// <inheritdoc/>
    public override string Name => "sgd";

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        Vector<float> rate = new((float)-StepSize);
        if (_options.Momentum == 0)
        {
            Run(new Plain { Rate = rate }, slice, preparation, parameters, gradients);
            return;
        }

        Run(
            new WithMomentum { Rate = rate, Momentum = new Vector<float>((float)_options.Momentum), IsNesterov = _options.Nesterov },
            slice, preparation, parameters, gradients);
    }

    private readonly struct Plain : IUpdateRule
    {
        public int States => 0;

        internal Vector<float> Rate { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            return Arithmetic.MultiplyAdd(Rate, gradient, parameter);
        }
    }

    private readonly struct WithMomentum : IUpdateRule
    {
        public int States => 1;

        internal Vector<float> Rate { get; init; }

        internal Vector<float> Momentum { get; init; }

        internal bool IsNesterov { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> step = Rate * gradient;
            first = Arithmetic.MultiplyAdd(Momentum, first, step);
            return parameter + (IsNesterov ? Arithmetic.MultiplyAdd(Momentum, first, step) : first);
        }
    }
}
