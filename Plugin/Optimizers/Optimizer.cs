using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;

namespace NeuroAgents.Optimizers;

/// <summary>Turns gradients into a step of the parameters: one fused pass over the whole buffer.</summary>
/// <remarks>
/// Padding in the buffers is zero and stays zero under every rule. <see cref="Step"/> does not allocate. One thread at a time.
/// </remarks>
public abstract class Optimizer
{
    private readonly int _length;

    private protected Optimizer(int length, double learningRate)
    {
        if (length < 0 || length % Matrix.StrideMultiple != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"length: expected a multiple of {Matrix.StrideMultiple}, received {length}.");
        }

        _length = length;
        LearningRate = learningRate;
    }

    /// <summary>Step size η of the next step, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    public double LearningRate
    {
        get;
        set
        {
            Require.InRange(value, 0, float.MaxValue, nameof(LearningRate));
            field = value;
        }
    }

    /// <summary>Number of steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>Moves the parameters against the gradient.</summary>
    /// <param name="parameters">The parameter buffer, changed in place.</param>
    /// <param name="gradients">dL/dparameters, same length.</param>
    /// <exception cref="ArgumentException">A length differs from the one given at creation.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradients)
    {
        Require.Length(parameters.Length, _length, nameof(parameters));
        Require.Length(gradients.Length, _length, nameof(gradients));
        Steps++;
        Update(parameters, gradients);
    }

    private protected abstract void Update(Span<float> parameters, ReadOnlySpan<float> gradients);
}
