using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Nadam"/>. Defaults as in Keras 3.</summary>
public sealed record NadamOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Decay β₁ of the first moment, 0 to below 1. Larger values give smoother steps that follow a change of direction more slowly. Default: 0.9.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay β₂ of the second moment, 0 to below 1. Larger values adapt the step size over more steps. Default: 0.999.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε, added to the root, above 0. Larger values limit the steps of parameters with small gradients. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <summary>Rate ψ at which the momentum μ grows from β₁/2 to β₁, 0 to 10. Larger values reach β₁ in fewer steps. Default: 1, as in Keras 3.</summary>
    /// <remarks>0 keeps μ = β₁/2. Libtorch's default is 0.004.</remarks>
    public double MomentumDecay { get; set; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Beta1, 0, BelowOne);
        Require.InRange(Beta2, 0, BelowOne);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
        Require.InRange(MomentumDecay, 0, 10);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Nadam(this, length);
}

/// <summary>Nadam, Adam with Nesterov momentum: w ← w − η · (μₜ₊₁ m / (1 − Πμ·μₜ₊₁) + (1 − μₜ) g / (1 − Πμ)) / (√v̂ + ε), μₜ = β₁ (1 − ½ · 0.96^(t·ψ)).</summary>
/// <remarks>
/// The moments are Adam's: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², v̂ = v / (1 − β₂ᵗ). Dozat: "Incorporating Nesterov momentum into Adam", ICLR 2016
/// workshop.
/// </remarks>
public sealed class Nadam : Optimizer
{
    private readonly NadamOptions _options;
    private readonly double _decay;
    private double _momentum;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Nadam(NadamOptions options, int length)
        : base(options, length, "first_moment", "second_moment")
    {
        _options = options with { };
        _decay = VectorMath.Exp(options.MomentumDecay * VectorMath.Log(0.96));
        Scalars = [_decay, 1, 1];
    }

    /// <inheritdoc/>
    public override string Name => "nadam";

    private protected override void BeginStep()
    {
        // Scalars[0] is 0.96 to the power of the next t·ψ, Scalars[1] is β₂ᵗ, Scalars[2] is the product of all μ.
        _momentum = _options.Beta1 * (1 - 0.5 * Scalars[0]);
        Scalars[0] *= _decay;
        Scalars[1] *= _options.Beta2;
        Scalars[2] *= _momentum;
    }

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        double next = _options.Beta1 * (1 - 0.5 * Scalars[0]);
        Run(
            new Rule
            {
                Beta1 = new Vector<float>((float)_options.Beta1),
                Rest1 = new Vector<float>((float)(1 - _options.Beta1)),
                Beta2 = new Vector<float>((float)_options.Beta2),
                Rest2 = new Vector<float>((float)(1 - _options.Beta2)),
                Epsilon = new Vector<float>((float)_options.Epsilon),
                Ahead = new Vector<float>((float)(-StepSize * next / (1 - Scalars[2] * next))),
                Now = new Vector<float>((float)(-StepSize * (1 - _momentum) / (1 - Scalars[2]))),
                Correction = new Vector<float>((float)(1 / Math.Sqrt(1 - Scalars[1]))),
            },
            slice, preparation, parameters, gradients);
    }

    private readonly struct Rule : IUpdateRule
    {
        public int States => 2;

        internal Vector<float> Beta1 { get; init; }

        internal Vector<float> Rest1 { get; init; }

        internal Vector<float> Beta2 { get; init; }

        internal Vector<float> Rest2 { get; init; }

        internal Vector<float> Epsilon { get; init; }

        internal Vector<float> Ahead { get; init; }

        internal Vector<float> Now { get; init; }

        internal Vector<float> Correction { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = Arithmetic.MultiplyAdd(Beta1, first, Rest1 * gradient);
            second = UpdateLoop.Finite(Arithmetic.MultiplyAdd(Beta2, second, Rest2 * gradient * gradient));
            Vector<float> move = Arithmetic.MultiplyAdd(Ahead, first, Now * gradient);
            return parameter + move / Arithmetic.MultiplyAdd(Vector.SquareRoot(second), Correction, Epsilon);
        }
    }
}
