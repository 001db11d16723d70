using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Adamax"/>. Defaults as in Keras 3.</summary>
public sealed record AdamaxOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Decay β₁ of the first moment, 0 to below 1. Larger values give smoother steps that follow a change of direction more slowly. Default: 0.9.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay β₂ of the largest gradient, 0 to below 1. Larger values remember a large gradient for more steps. Default: 0.999.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε, added to u, above 0. Larger values limit the steps of parameters with small gradients. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Beta1, 0, BelowOne);
        Require.InRange(Beta2, 0, BelowOne);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Adamax(this, length);
}

/// <summary>Adamax: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g|), w ← w − η / (1 − β₁ᵗ) · m / (u + ε).</summary>
/// <remarks>Kingma, Ba: "Adam", ICLR 2015, algorithm 2.</remarks>
public sealed class Adamax : Optimizer
{
    private readonly AdamaxOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Adamax(AdamaxOptions options, int length)
        : base(options, length, "first_moment", "largest_gradient")
    {
        _options = options with { };
        Scalars = [1];
    }

    /// <inheritdoc/>
    public override string Name => "adamax";

    private protected override void BeginStep() => Scalars[0] *= _options.Beta1;

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
        => Run(
            new Rule
            {
                Beta1 = new Vector<float>((float)_options.Beta1),
                Rest1 = new Vector<float>((float)(1 - _options.Beta1)),
                Beta2 = new Vector<float>((float)_options.Beta2),
                Epsilon = new Vector<float>((float)_options.Epsilon),
                Rate = new Vector<float>((float)(-StepSize / (1 - Scalars[0]))),
            },
            slice, preparation, parameters, gradients);

    private readonly struct Rule : IUpdateRule
    {
        public int States => 2;

        internal Vector<float> Beta1 { get; init; }

        internal Vector<float> Rest1 { get; init; }

        internal Vector<float> Beta2 { get; init; }

        internal Vector<float> Epsilon { get; init; }

        internal Vector<float> Rate { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = Arithmetic.MultiplyAdd(Beta1, first, Rest1 * gradient);
            Vector<float> decayed = Beta2 * second, size = Vector.Abs(gradient);
            second = Vector.ConditionalSelect(Vector.LessThan(size, decayed), decayed, size);
            return parameter + Rate * first / (second + Epsilon);
        }
    }
}
