using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Adagrad"/>. Defaults as in Keras 3.</summary>
public sealed record AdagradOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Sum of squares s before the first step, at least 0. Larger values make the first steps smaller. Default: 0.1.</summary>
    public double InitialAccumulator { get; set; } = 0.1;

    /// <summary>ε, above 0, which keeps the denominator positive. Larger values limit the steps of parameters with small gradients. Default: 1e-7.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <summary>Whether ε is added under the root, as in Keras 3, instead of to the root, as in libtorch. Default: true.</summary>
    public bool EpsilonInsideRoot { get; set; } = true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(InitialAccumulator, 0, float.MaxValue);
        Require.InRange(Epsilon, float.Epsilon, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Adagrad(this, length);
}

/// <summary>Adagrad: s ← s + g², w ← w − η · g / √(s + ε).</summary>
/// <remarks>Duchi, Hazan, Singer: "Adaptive subgradient methods", JMLR 2011.</remarks>
public sealed class Adagrad : Optimizer
{
    private readonly AdagradOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Adagrad(AdagradOptions options, int length)
        : base(options, length, "sum_of_squares")
    {
        _options = options with { };
        Fill(0, options.InitialAccumulator);
    }

    /// <inheritdoc/>
    public override string Name => "adagrad";

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
        => Run(
            new Rule
            {
                Rate = new Vector<float>((float)-StepSize),
                Epsilon = new Vector<float>((float)_options.Epsilon),
                IsInside = _options.EpsilonInsideRoot,
            },
            slice, preparation, parameters, gradients);

    private readonly struct Rule : IUpdateRule
    {
        public int States => 1;

        internal Vector<float> Rate { get; init; }

        internal Vector<float> Epsilon { get; init; }

        internal bool IsInside { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            first = UpdateLoop.Finite(Arithmetic.MultiplyAdd(gradient, gradient, first));
            Vector<float> root = IsInside ? Vector.SquareRoot(first + Epsilon) : Vector.SquareRoot(first) + Epsilon;
            return parameter + Rate * gradient / root;
        }
    }
}
