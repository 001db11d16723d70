using System.Numerics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Optimizers;

/// <summary>Options of stochastic gradient descent: <see cref="Sgd"/>.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Step size η, at least 0; default 0.01.</summary>
    public override double LearningRate { get; set; } = 0.01;

    /// <summary>μ, how much of the last step is kept: 0 to 1; default 0.</summary>
    public double Momentum { get; set; }

    /// <summary>Whether the gradient is taken as if the kept step was already made; default false.</summary>
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

/// <summary>v ← μ·v − η·g, w ← w + v; with Nesterov w ← w + μ·v − η·g.</summary>
/// <remarks>
/// The batch decides what it is called: all rows is gradient descent, one row is SGD, between them minibatch SGD.
/// Momentum: Polyak 1964; Nesterov's form: Sutskever et al. 2013, as in Keras 3.
/// </remarks>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions _options;
    private readonly AlignedBuffer _velocity;

    /// <summary>Creates the optimizer with zero velocity. Allocates.</summary>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="length">Length of the parameter buffer, a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public Sgd(SgdOptions options, int length)
        : base(length, (options ?? throw new ArgumentNullException(nameof(options))).LearningRate)
    {
        options.Validate();
        _options = options with { };
        _velocity = new AlignedBuffer(options.Momentum > 0 ? length : 0);
    }

    private protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        Vector<float> rate = new((float)-LearningRate);
        if (_options.Momentum > 0)
        {
            UpdateWithMomentum(parameters, gradients, rate);
            return;
        }

        for (int i = 0; i < parameters.Length; i += Vector<float>.Count)
        {
            VectorLoop.Store(parameters, i, Arithmetic.MultiplyAdd(rate, VectorLoop.Load(gradients, i), VectorLoop.Load(parameters, i)));
        }
    }

    private void UpdateWithMomentum(Span<float> parameters, ReadOnlySpan<float> gradients, Vector<float> rate)
    {
        Vector<float> momentum = new((float)_options.Momentum);
        Span<float> velocities = _velocity.Span;
        for (int i = 0; i < parameters.Length; i += Vector<float>.Count)
        {
            Vector<float> step = rate * VectorLoop.Load(gradients, i);
            Vector<float> v = Arithmetic.MultiplyAdd(momentum, VectorLoop.Load(velocities, i), step);
            VectorLoop.Store(velocities, i, v);
            Vector<float> move = _options.Nesterov ? Arithmetic.MultiplyAdd(momentum, v, step) : v;
            VectorLoop.Store(parameters, i, VectorLoop.Load(parameters, i) + move);
        }
    }
}
