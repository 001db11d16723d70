using System.Numerics;
using System.Runtime.CompilerServices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Optimizers;

/// <summary>Options of <see cref="Ftrl"/>. Defaults as in Keras 3.</summary>
public sealed record FtrlOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0. Larger steps learn faster and may diverge. Default: 0.001.</summary>
    public override double LearningRate { get; set; } = 0.001;

    /// <summary>Sum of squares n before the first step, above 0. Larger values make the first steps smaller. Default: 0.1.</summary>
    public double InitialAccumulator { get; set; } = 0.1;

    /// <summary>L1 strength λ₁, at least 0. Weights whose |z| stays below it are exactly 0, so larger values give more zeros. Default: 0.</summary>
    public double L1RegularizationStrength { get; set; }

    /// <summary>L2 strength λ₂, at least 0. Larger values keep weights smaller. Default: 0.</summary>
    public double L2RegularizationStrength { get; set; }

    /// <summary>Strength λₛ of an L2 penalty that is added to the gradient, at least 0. Larger values keep weights smaller. Default: 0.</summary>
    public double L2ShrinkageRegularizationStrength { get; set; }

    /// <summary>β, added to √n′ in the denominator, at least 0. Larger values make the steps smaller, most of all the first ones. Default: 0.</summary>
    public double Beta { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require.InRange(InitialAccumulator, float.Epsilon, float.MaxValue);
        Require.InRange(L1RegularizationStrength, 0, float.MaxValue);
        Require.InRange(L2RegularizationStrength, 0, float.MaxValue);
        Require.InRange(L2ShrinkageRegularizationStrength, 0, float.MaxValue);
        Require.InRange(Beta, 0, float.MaxValue);
    }

    /// <inheritdoc/>
    public override Optimizer Create(int length) => new Ftrl(this, length);
}

/// <summary>FTRL (follow the regularised leader): n′ = n + g², z ← z + g + 2 λₛ w − (√n′ − √n) / η · w, w ← (clip(z, ±λ₁) − z) / (√n′ / η + 2 (λ₂ + β / (2η))), n ← n′.</summary>
/// <remarks>
/// McMahan et al.: "Ad click prediction: a view from the trenches", KDD 2013, algorithm 1, with the accumulator's power fixed at −½. Each step computes the
/// weights from z, so they should start near 0.
/// </remarks>
public sealed class Ftrl : Optimizer
{
    /// <summary>Step size below which √n / η may overflow. Steps below it are skipped, because they would move no weight.</summary>
    private const double MinRate = 1e-18;
    private readonly FtrlOptions _options;

    /// <summary>Creates the optimizer in its initial state. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Ftrl(FtrlOptions options, int length)
        : base(options, length, "sum_of_squares", "linear")
    {
        _options = options with { };
        Fill(0, options.InitialAccumulator);
    }

    /// <inheritdoc/>
    public override string Name => "ftrl";

    private protected override void Update(Slice slice, in Preparation preparation, Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        if (StepSize < MinRate)
        {
            return;
        }

        Run(
            new Rule
            {
                Inverse = new Vector<float>((float)(1 / StepSize)),
                Shrinkage = new Vector<float>((float)(2 * _options.L2ShrinkageRegularizationStrength)),
                Quadratic = new Vector<float>((float)(2 * _options.L2RegularizationStrength + _options.Beta / StepSize)),
                L1 = (float)_options.L1RegularizationStrength,
            },
            slice, preparation, parameters, gradients);
    }

    private readonly struct Rule : IUpdateRule
    {
        public int States => 2;

        internal Vector<float> Inverse { get; init; }

        internal Vector<float> Shrinkage { get; init; }

        internal Vector<float> Quadratic { get; init; }

        internal float L1 { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<float> Invoke(
            Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third)
        {
            Vector<float> sum = UpdateLoop.Finite(Arithmetic.MultiplyAdd(gradient, gradient, first)), root = Vector.SquareRoot(sum);
            Vector<float> change = (root - Vector.SquareRoot(first)) * Inverse;
            second += Arithmetic.MultiplyAdd(Shrinkage, parameter, gradient) - change * parameter;
            first = sum;
            return (Bounds.Clamp(second, L1) - second) / Arithmetic.MultiplyAdd(root, Inverse, Quadratic);
        }
    }
}
