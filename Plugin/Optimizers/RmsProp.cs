using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="RmsProp"/>. Defaults as in Keras 3.</summary>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Decay ρ of the means, 0 to below 1. Larger values average over more steps. Default: 0.9.</summary>
    public double Rho { get; set; } = 0.9;

    /// <summary>Momentum μ, the share of the last step that is repeated, 0 to 1. Larger values move faster in a steady direction and overshoot more. Default: 0.</summary>
    public double Momentum { get; set; }

    /// <summary>ε, above 0, which keeps the denominator positive. Larger values limit the steps of parameters with small gradients. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <summary>Whether ε is added under the root, as in Keras 3, instead of to the root, as in libtorch. Default: true.</summary>
    public bool EpsilonInsideRoot { get; set; } = true;

    /// <summary>Whether the square of the mean gradient is subtracted from v. Parameters with steady gradients then take larger steps. Default: false.</summary>
    public bool Centered { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Rho, 0, BelowOne);
        Require.InRange(Momentum, 0, 1);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new RmsProp(this, length);
}

/// <summary>RMSprop: v ← ρv + (1 − ρ)g², b ← μb + η · g / √(v + ε), w ← w − b.</summary>
/// <remarks>
/// Tieleman, Hinton: Coursera lecture 6.5, 2012. The centered form uses v less the square of the mean gradient in place of v: Graves 2013, eq. 38–45.
/// </remarks>
public sealed class RmsProp : Optimizer
{
    private readonly RmsPropOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public RmsProp(RmsPropOptions options, int length)
        : base(options, length, "mean_square", "velocity", "mean_gradient")
    {
        _options = options with { };
    }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
        => Run(
            new Rule
            {
                Rate = new Vector<float>((float)StepSize),
                Rho = new Vector<float>((float)_options.Rho),
                Rest = new Vector<float>((float)(1 - _options.Rho)),
                Momentum = new Vector<float>((float)_options.Momentum),
                Epsilon = new Vector<float>((float)_options.Epsilon),
                IsInside = _options.EpsilonInsideRoot,
                IsCentered = _options.Centered,
            },
            slice, preparation, parameters, gradients);

    private readonly struct Rule : IUpdateRule
    {
        public int States => 3;

        internal Vector<float> Rate { get; init; }

        internal Vector<float> Rho { get; init; }

        internal Vector<float> Rest { get; init; }

        internal Vector<float> Momentum { get; init; }

        internal Vector<float> Epsilon { get; init; }

        internal bool IsInside { get; init; }

        internal bool IsCentered { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = UpdateLoop.Finite(Arithmetic.MultiplyAdd(Rho, first, Rest * gradient * gradient));
            Vector<float> spread = first;
            if (IsCentered)
            {
                third = Arithmetic.MultiplyAdd(Rho, third, Rest * gradient);

                // Rounding may take the variance below zero.
                spread = first - third * third;
                spread = Vector.ConditionalSelect(Vector.LessThan(spread, Vector<float>.Zero), Vector<float>.Zero, spread);
            }

            Vector<float> root = IsInside ? Vector.SquareRoot(spread + Epsilon) : Vector.SquareRoot(spread) + Epsilon;
            second = Arithmetic.MultiplyAdd(Momentum, second, Rate * gradient / root);
            return parameter - second;
        }
    }
}
