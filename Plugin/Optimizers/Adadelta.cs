using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Adadelta"/>. Defaults as in Keras 3.</summary>
public sealed record AdadeltaOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Decay ρ of the means of squares, 0 to below 1. Larger values average over more steps. Default: 0.95.</summary>
    public double Rho { get; set; } = 0.95;

    /// <summary>ε, added under both roots, above 0. Larger values make the first steps larger. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(Rho, 0, BelowOne);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Adadelta(this, length);
}

/// <summary>Adadelta: v ← ρv + (1 − ρ)g², d = g · √(u + ε) / √(v + ε), u ← ρu + (1 − ρ)d², w ← w − η · d.</summary>
/// <remarks>Zeiler: "ADADELTA: an adaptive learning rate method", 2012, algorithm 1, where η is 1.</remarks>
public sealed class Adadelta : Optimizer
{
    private readonly AdadeltaOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Adadelta(AdadeltaOptions options, int length)
        : base(options, length, "mean_square", "mean_square_step")
    {
        _options = options with { };
    }

    /// <inheritdoc/>
    public override string Name => "adadelta";

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
        => Run(
            new Rule
            {
                Rate = new Vector<float>((float)-StepSize),
                Rho = new Vector<float>((float)_options.Rho),
                Rest = new Vector<float>((float)(1 - _options.Rho)),
                Epsilon = new Vector<float>((float)_options.Epsilon),
            },
            slice, preparation, parameters, gradients);

    private readonly struct Rule : IUpdateRule
    {
        public int States => 2;

        internal Vector<float> Rate { get; init; }

        internal Vector<float> Rho { get; init; }

        internal Vector<float> Rest { get; init; }

        internal Vector<float> Epsilon { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = UpdateLoop.Finite(Arithmetic.MultiplyAdd(Rho, first, Rest * gradient * gradient));
            Vector<float> step = gradient * Vector.SquareRoot(second + Epsilon) / Vector.SquareRoot(first + Epsilon);
            second = UpdateLoop.Finite(Arithmetic.MultiplyAdd(Rho, second, Rest * step * step));
            return Arithmetic.MultiplyAdd(Rate, step, parameter);
        }
    }
}
