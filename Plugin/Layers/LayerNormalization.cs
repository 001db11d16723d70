using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using NeuroAgents.Diagnostics;
using NeuroAgents.Initializers;
using NeuroAgents.Numerics;
using NeuroAgents.Numerics.Functions;

namespace NeuroAgents.Layers;

/// <summary>Layer normalisation y = gain ∘ x̂ + bias, x̂ = (x − μ) / √(σ² + ε), with mean μ and variance σ² of the row's own n values.</summary>
/// <remarks>
/// x, y: [batch, n], gain, bias: [n]. Backward, with g = dy ∘ gain: dx = (g − mean(g) − x̂ · mean(g ∘ x̂)) / √(σ² + ε), dgain = Σ over rows of dy ∘ x̂,
/// dbias = Σ over rows of dy. Rows don't influence each other, so training and inference compute the same for batches of any size, single rows included.
/// Sums run in sixteen lanes, so the bits are the same at any vector width. (Ba, Kiros, Hinton: "Layer normalization", 2016.)
/// </remarks>
public sealed class LayerNormalization : Layer
{
    private const int MaxColumnsPerPart = 256;
    private static readonly Initializer s_gain = new Constant(1);
    private static readonly Initializer s_bias = new Zeros();

    /// <summary>Describes the layer.</summary>
    /// <param name="epsilon">ε, in squared units of the input, above 0. A larger value damps rows of nearly equal values more. Default: 0.001, as in Keras 3.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not a number above 0.</exception>
    public LayerNormalization(float epsilon = 1e-3f)
    {
        if (!(epsilon > 0 && epsilon <= float.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(epsilon), epsilon, FormattableString.Invariant($"epsilon: expected a number above 0, received {epsilon}."));
        }

        Epsilon = epsilon;
    }

    /// <summary>ε, added to the variance.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    public override string Kind => "layer_normalization";

    /// <inheritdoc/>
    public override int OutputWidth(int inputs) => inputs;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(int inputs)
        => [new ParameterShape("gain", 1, inputs, s_gain), new ParameterShape("bias", 1, inputs, s_bias)];

    /// <inheritdoc/>
    public override int ScratchLength(int inputs) => 0;

    /// <summary>Returns the number of inputs: the scratch memory of a row holds x̂, then dy ∘ x̂.</summary>
    public override int RowScratchWidth(int inputs) => inputs;

    /// <summary>Returns the number of parts: for each range of columns, its gain and its bias.</summary>
    public override int GradientParts(int inputs, int rows) => 2 * ((inputs + ColumnsPerPart(rows) - 1) / ColumnsPerPart(rows));

    /// <inheritdoc/>
    public override string Describe() => "LayerNormalization";

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output)
    {
        ReadOnlySpan<float> gain = Gain(parameters, input.Columns), bias = Bias(parameters, input.Columns);
        for (int row = 0; row < input.Rows; row++)
        {
            Span<float> y = output.Row(row);
            Normalize(input.Row(row), y);
            TensorPrimitives.MultiplyAdd(y, gain, bias, y);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in BackwardPass pass)
    {
        Debug.Assert(pass.RowScratch.Rows == pass.Input.Rows && pass.RowScratch.Columns == pass.Input.Columns, "Each row must have room for its normalised values.");
        ReadOnlySpan<float> gain = Gain(pass.Parameters, pass.Input.Columns);
        for (int row = 0; row < pass.Input.Rows; row++)
        {
            // x̂ is computed again with the same bits, so the forward pass doesn't have to store it.
            Span<float> normalized = pass.RowScratch.Row(row);
            float perDeviation = Normalize(pass.Input.Row(row), normalized);
            ReadOnlySpan<float> gradient = pass.OutputGradient.Row(row);
            if (pass.NeedsInputGradient)
            {
                BackwardRow(gradient, gain, normalized, perDeviation, pass.InputGradient.Row(row));
            }

            TensorPrimitives.Multiply(normalized, gradient, normalized);
        }
    }

    /// <inheritdoc/>
    public override void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts)
    {
        Debug.Assert(firstPart >= 0 && parts > 0 && firstPart + parts <= GradientParts(pass.Input.Columns, pass.Input.Rows), "Parts of the gradient must exist.");
        Debug.Assert(gradient.Length == 2 * Matrix.PaddedStride(pass.Input.Columns), "The gradient must be the layer's slice.");
        int inputs = pass.Input.Columns, width = ColumnsPerPart(pass.Input.Rows);
        for (int part = firstPart; part < firstPart + parts; part++)
        {
            // Parts alternate: the gain of some columns, then their bias.
            int first = part / 2 * width, columns = Math.Min(width, inputs - first);
            bool isGain = part % 2 == 0;
            MatrixView slopes = isGain ? pass.RowScratch : pass.OutputGradient;
            Span<float> sums = gradient.Slice((isGain ? 0 : Matrix.PaddedStride(inputs)) + first, Matrix.PaddedStride(columns));
            MatrixMultiply.SumRows(slopes.Part(first, columns), sums);
        }
    }

    internal override long ForwardWork(int inputs) => (long)WorkBounds.FunctionWork * inputs;

    internal override long BackwardWork(int inputs, bool needsInputGradient) => (needsInputGradient ? 3 : 2) * ForwardWork(inputs);

    internal override long GradientPartWork(int inputs, int rows) => (long)rows * Math.Min(ColumnsPerPart(rows), inputs);

    internal override (long Own, long Shared) GradientPartBytes(int inputs, int rows) => (sizeof(float) * GradientPartWork(inputs, rows), 0);

    /// <summary>Writes x̂ and returns 1 / √(σ² + ε).</summary>
    private float Normalize(ReadOnlySpan<float> x, Span<float> normalized)
    {
        float variance = FixedLanes.Center(x, FixedLanes.Sum(x) / x.Length, normalized) / x.Length;
        float perDeviation = 1 / MathF.Sqrt(variance + Epsilon);
        TensorPrimitives.Multiply(normalized, perDeviation, normalized);
        return perDeviation;
    }

    private static int ColumnsPerPart(int rows)
    {
        long columns = WorkBounds.Bytes / sizeof(float) / Math.Max(1, rows) / Matrix.StrideMultiple * Matrix.StrideMultiple;
        return (int)Math.Min(MaxColumnsPerPart, Math.Max(Matrix.StrideMultiple, columns));
    }

    private static void BackwardRow(
        ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> gain, ReadOnlySpan<float> normalized, float perDeviation, Span<float> inputGradient)
    {
        TensorPrimitives.Multiply(outputGradient, gain, inputGradient);
        float mean = FixedLanes.Sum(inputGradient) / inputGradient.Length, slope = FixedLanes.Dot(inputGradient, normalized) / inputGradient.Length;
        VectorLoop.Combine(new Slope(mean, slope, perDeviation), normalized, inputGradient);
    }

    /// <summary>dx = (g − mean(g) − x̂ · mean(g ∘ x̂)) / √(σ² + ε).</summary>
    private readonly struct Slope(float mean, float slope, float perDeviation) : IBinaryFunction
    {
        public Vector<float> Invoke(Vector<float> normalized, Vector<float> gradient)
            => (gradient - new Vector<float>(mean) - normalized * slope) * perDeviation;
    }

    private static ReadOnlySpan<float> Gain(ReadOnlySpan<float> parameters, int inputs) => parameters[..inputs];

    private static ReadOnlySpan<float> Bias(ReadOnlySpan<float> parameters, int inputs) => parameters.Slice(Matrix.PaddedStride(inputs), inputs);
}
