using System.Numerics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Adam"/>. Defaults as in Keras 3.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0; default 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>β₁, decay of the first moment: 0 to below 1; default 0.9.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂, decay of the second moment: 0 to below 1; default 0.999.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε, added to the root: above 0; default 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <inheritdoc/>
    public override void Validate()
    {
        const double BelowOne = 1 - 1e-9;
        base.Validate();
        Require.InRange(Beta1, 0, BelowOne);
        Require.InRange(Beta2, 0, BelowOne);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Adam(this, length);
}

/// <summary>m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η · m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).</summary>
/// <remarks>Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1 (ε outside the corrected root).</remarks>
public sealed class Adam : Optimizer
{
    private readonly AdamOptions _options;
    private readonly AlignedBuffer _firstMoment;
    private readonly AlignedBuffer _secondMoment;
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    /// <summary>Creates the optimizer with zero moments. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Adam(AdamOptions options, int length)
        : base(length, (options ?? throw new ArgumentNullException(nameof(options))).LearningRate)
    {
        options.Validate();
        _options = options with { };
        _firstMoment = new AlignedBuffer(length);
        _secondMoment = new AlignedBuffer(length);
    }

    private protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        _beta1Power *= _options.Beta1;
        _beta2Power *= _options.Beta2;
        Vector<float> beta1 = new((float)_options.Beta1), rest1 = new((float)(1 - _options.Beta1));
        Vector<float> beta2 = new((float)_options.Beta2), rest2 = new((float)(1 - _options.Beta2));
        Vector<float> epsilon = new((float)_options.Epsilon);
        Vector<float> rate = new((float)(-LearningRate / (1 - _beta1Power)));
        Vector<float> correction = new((float)(1 / Math.Sqrt(1 - _beta2Power)));
        Span<float> first = _firstMoment.Span, second = _secondMoment.Span;
        for (int i = 0; i < parameters.Length; i += Vector<float>.Count)
        {
            Vector<float> g = VectorLoop.Load(gradients, i);
            Vector<float> m = Arithmetic.MultiplyAdd(beta1, VectorLoop.Load(first, i), rest1 * g);
            Vector<float> v = Arithmetic.MultiplyAdd(beta2, VectorLoop.Load(second, i), rest2 * g * g);
            VectorLoop.Store(first, i, m);
            VectorLoop.Store(second, i, v);
            Vector<float> root = Arithmetic.MultiplyAdd(Vector.SquareRoot(v), correction, epsilon);
            VectorLoop.Store(parameters, i, VectorLoop.Load(parameters, i) + rate * m / root);
        }
    }
}
