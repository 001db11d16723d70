using System.Diagnostics;
using NeuroAgents.Diagnostics;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Layers;

/// <summary>Inverted dropout. In training y = x / (1 − rate) with probability 1 − rate and y = 0 otherwise; in inference y = x.</summary>
/// <remarks>
/// x, y: [batch, inputs]. Backward: dx = dy / (1 − rate) where x was kept, 0 elsewhere. Each training step draws a fresh mask with one random number per row
/// and column. Units then can't rely on each other, so a network that is too large for its data overfits less. The mask is a function of the seed, the layer,
/// the step, the row of the minibatch and the column: it is the same for any number of workers, and the backward pass draws it again instead of storing it.
/// (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: "Dropout: a simple way to prevent neural networks from overfitting", 2014.)
/// </remarks>
public sealed class Dropout : Layer
{
    private readonly uint _threshold;
    private readonly float _scale;

    /// <summary>Describes the layer.</summary>
    /// <param name="rate">Share of dropped values, 0 ≤ rate &lt; 1, rounded to a multiple of 2⁻³². A larger share reduces overfitting and slows learning.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is NaN or out of its range.</exception>
    public Dropout(float rate)
    {
        RequireRate(rate, nameof(rate));
        Rate = rate;
        _threshold = (uint)Math.Round(rate * (double)(1L << 32));
        _scale = (float)(1 / (1 - (double)rate));
    }

    /// <summary>Share of dropped values.</summary>
    public float Rate { get; }

    /// <inheritdoc/>
    public override string Kind => "dropout";

    /// <inheritdoc/>
    public override bool IsTrainingOnly => true;

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs) => [];

    /// <inheritdoc/>
    public override int ScratchLength(int inputs) => 0;

    /// <inheritdoc/>
    public override int GradientParts(int inputs, int rows) => 0;

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"Dropout {Rate}");

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output) => input.CopyTo(output);

    /// <inheritdoc/>
    public override void TrainingForward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output, in StepRandom random)
        => Mask(input, output, random);

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        if (pass.NeedsInputGradient)
        {
            Mask(pass.OutputGradient, pass.InputGradient, pass.Random);
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
    {
    }

    internal override long ForwardWork(int inputs) => (long)WorkBounds.FunctionWork * inputs;

    internal override long BackwardWork(int inputs, bool needsInputGradient) => needsInputGradient ? ForwardWork(inputs) : 0;

    internal static void RequireRate(float rate, string name)
    {
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(name, rate, FormattableString.Invariant($"{name}: expected a rate from 0 to below 1, received {rate}."));
        }
    }

    private void Mask(ReadOnlyMatrixView values, MatrixView result, in StepRandom random)
    {
        Debug.Assert(values.Rows == result.Rows && values.Columns == result.Columns, "A mask must keep the shape.");
        if (_threshold == 0)
        {
            values.CopyTo(result);
            return;
        }

        for (int row = 0; row < values.Rows; row++)
        {
            (uint first, uint second) = random.Row(row);
            DropoutMask.Apply(values.Row(row), result.Row(row), first, second, _threshold, _scale);
        }
    }
}
