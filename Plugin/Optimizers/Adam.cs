using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Adam"/>. Defaults as in Keras 3.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Decay β₁ of the first moment, 0 to below 1. Larger values give smoother steps that follow a change of direction more slowly. Default: 0.9.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay β₂ of the second moment, 0 to below 1. Larger values adapt the step size over more steps. Default: 0.999.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε, added to the root, above 0. Larger values limit the steps of parameters with small gradients. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <summary>Whether the largest v so far replaces v (AMSGrad), so that one large gradient keeps later steps small. Default: false.</summary>
    public bool AmsGrad { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Beta1, 0, BelowOne);
        Require.InRange(Beta2, 0, BelowOne);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Adam(this, length);
}

/// <summary>Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η · m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).</summary>
/// <remarks>
/// Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1 (ε outside the corrected root). AMSGrad uses the largest v so far in place
/// of v: Reddi, Kale, Kumar, ICLR 2018.
/// <example><code>
/// Optimizer optimizer = new AdamOptions { LearningRate = 3e-4, GlobalClipNorm = 1 }.Create(parameters.Values.Length);
/// optimizer.Step(parameters.Values, gradients.Values);
/// </code></example>
/// </remarks>
public sealed class Adam : Optimizer
{
    private readonly AdamOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Adam(AdamOptions options, int length)
        : base(options, length, options is { AmsGrad: true } ? ["first_moment", "second_moment", "largest_second_moment"] : ["first_moment", "second_moment"])
    {
        _options = options with { };
        Scalars = [1, 1];
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    private protected override void BeginStep()
    {
        Scalars[0] *= _options.Beta1;
        Scalars[1] *= _options.Beta2;
    }

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        Moments moments = new()
        {
            Beta1 = new Vector<float>((float)_options.Beta1),
            Rest1 = new Vector<float>((float)(1 - _options.Beta1)),
            Beta2 = new Vector<float>((float)_options.Beta2),
            Rest2 = new Vector<float>((float)(1 - _options.Beta2)),
            Epsilon = new Vector<float>((float)_options.Epsilon),
            Rate = new Vector<float>((float)(-StepSize / (1 - Scalars[0]))),
            Correction = new Vector<float>((float)(1 / Math.Sqrt(1 - Scalars[1]))),
        };
        if (_options.AmsGrad)
        {
            Run(new AmsGrad { Moments = moments }, slice, preparation, parameters, gradients);
            return;
        }

        Run(moments, slice, preparation, parameters, gradients);
    }

    private readonly struct Moments : IUpdateRule
    {
        public int States => 2;

        internal Vector<float> Beta1 { get; init; }

        internal Vector<float> Rest1 { get; init; }

        internal Vector<float> Beta2 { get; init; }

        internal Vector<float> Rest2 { get; init; }

        internal Vector<float> Epsilon { get; init; }

        internal Vector<float> Rate { get; init; }

        internal Vector<float> Correction { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = Arithmetic.MultiplyAdd(Beta1, first, Rest1 * gradient);
            second = UpdateLoop.Finite(Arithmetic.MultiplyAdd(Beta2, second, Rest2 * gradient * gradient));
            return parameter + Rate * first / Arithmetic.MultiplyAdd(Vector.SquareRoot(second), Correction, Epsilon);
        }
    }

    private readonly struct AmsGrad : IUpdateRule
    {
        public int States => 3;

        internal Moments Moments { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = Arithmetic.MultiplyAdd(Moments.Beta1, first, Moments.Rest1 * gradient);
            second = UpdateLoop.Finite(Arithmetic.MultiplyAdd(Moments.Beta2, second, Moments.Rest2 * gradient * gradient));
            third = Vector.ConditionalSelect(Vector.GreaterThan(second, third), second, third);
            return parameter + Moments.Rate * first / Arithmetic.MultiplyAdd(Vector.SquareRoot(third), Moments.Correction, Moments.Epsilon);
        }
    }
}
