using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Lion"/>. Defaults as in Keras 3.</summary>
public sealed record LionOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Weight β₁ of the mean gradient in a step, 0 to below 1. Larger values give the current gradient less weight. Default: 0.9.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Decay β₂ of the mean gradient, 0 to below 1. Larger values average over more steps. Default: 0.99.</summary>
    public double Beta2 { get; set; } = 0.99;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Beta1, 0, BelowOne);
        Require.InRange(Beta2, 0, BelowOne);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Lion(this, length);
}

/// <summary>Lion: w ← w − η · sign(β₁m + (1 − β₁)g), m ← β₂m + (1 − β₂)g.</summary>
/// <remarks>
/// Chen et al.: "Symbolic discovery of optimization algorithms", NeurIPS 2023. Every parameter moves by η, so the learning rate should be 3 to 10 times smaller
/// than Adam's.
/// </remarks>
public sealed class Lion : Optimizer
{
    private readonly LionOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Lion(LionOptions options, int length)
        : base(options, length, "first_moment")
    {
        _options = options with { };
    }

    /// <inheritdoc/>
    public override string Name => "lion";

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
        => Run(
            new Rule
            {
                Beta1 = new Vector<float>((float)_options.Beta1),
                Rest1 = new Vector<float>((float)(1 - _options.Beta1)),
                Beta2 = new Vector<float>((float)_options.Beta2),
                Rest2 = new Vector<float>((float)(1 - _options.Beta2)),
                Rate = new Vector<float>((float)-StepSize),
            },
            slice, preparation, parameters, gradients);

    private readonly struct Rule : IUpdateRule
    {
        public int States => 1;

        internal Vector<float> Beta1 { get; init; }

        internal Vector<float> Rest1 { get; init; }

        internal Vector<float> Beta2 { get; init; }

        internal Vector<float> Rest2 { get; init; }

        internal Vector<float> Rate { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> direction = UpdateLoop.Sign(Arithmetic.MultiplyAdd(Beta1, first, Rest1 * gradient));
            first = Arithmetic.MultiplyAdd(Beta2, first, Rest2 * gradient);
            return Arithmetic.MultiplyAdd(Rate, direction, parameter);
        }
    }
}
