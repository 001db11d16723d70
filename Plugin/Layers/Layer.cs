using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>One step of a network: a description that owns no memory. Parameters, gradients and activations are handed in as slices and views.</summary>
/// <remarks>Immutable, so one layer may run on several threads, each on rows or parts of its own. Nothing here that runs in a step allocates.</remarks>
public abstract class Layer
{
    /// <summary>The kind of layer in names and summaries, lower case.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether the layer draws random numbers in training and copies its input in inference, where it is skipped.</summary>
    public virtual bool IsTrainingOnly => false;

    /// <summary>Number of outputs for a number of inputs.</summary>
    public abstract int OutputWidth(int inputs);

    /// <summary>The trainable tensors, in the order in which they stand in the layer's slice of the parameter buffer.</summary>
    public abstract IReadOnlyList<ParameterShape> Parameters(int inputs);

    /// <summary>Number of values that <see cref="PrepareBackward"/> keeps for <see cref="Backward"/>.</summary>
    public abstract int ScratchLength(int inputs);

    /// <summary>Number of values a row that <see cref="Backward"/> wants for itself.</summary>
    public virtual int RowScratchWidth(int inputs) => 0;

    /// <summary>Number of parts in which <see cref="PrepareBackward"/> can be done; they share no value. 0 where there is nothing to prepare.</summary>
    public virtual int PreparationParts(int inputs) => 0;

    /// <summary>Number of parts in which the parameters' gradient over a number of rows can be computed; they share no value.</summary>
    public abstract int GradientParts(int inputs, int rows);

    /// <summary>What the layer is, for a summary.</summary>
    public abstract string Describe();

    /// <summary>output = f(input; parameters), row by row.</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="output">[batch, outputs], padded stride.</param>
    public abstract void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output);

    /// <summary><see cref="Forward"/> as it is in training: the same, unless the layer says otherwise.</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="input">[rows, inputs].</param>
    /// <param name="output">[rows, outputs], padded stride.</param>
    /// <param name="random">The random numbers of this step.</param>
    public virtual void TrainingForward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output, in StepRandom random)
        => Forward(parameters, input, output);

    /// <summary>Lays out some parts of what <see cref="Backward"/> reads of the parameters: once a step, before any row goes back, if dL/dinput is asked for.</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> values, zero at first, kept between steps.</param>
    /// <param name="firstPart">0 to <see cref="PreparationParts"/> − 1.</param>
    /// <param name="parts">Number of parts, at least 1.</param>
    public virtual void PrepareBackward(ReadOnlySpan<float> parameters, int inputs, Span<float> scratch, int firstPart, int parts)
    {
    }

    /// <summary>What is separate for every row of the way back: writes dL/dinput where it is asked for, and turns dL/doutput into what <see cref="ParameterGradient"/> reads.</summary>
    public abstract void Backward(in BackwardPass pass);

    /// <summary>Writes some parts of dL/dparameters, summed over all rows of the batch, after <see cref="Backward"/> has seen all of them.</summary>
    /// <param name="pass">The whole batch.</param>
    /// <param name="gradient">The layer's slice of the gradient buffer: the parts are overwritten.</param>
    /// <param name="firstPart">0 to <see cref="GradientParts"/> − 1, for the rows of the pass.</param>
    /// <param name="parts">Number of parts, at least 1.</param>
    public abstract void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts);

    /// <summary>Multiply-adds of <see cref="TrainingForward"/>, per row.</summary>
    internal virtual long ForwardWork(int inputs) => (long)inputs * OutputWidth(inputs);

    /// <summary>Multiply-adds of <see cref="Backward"/>, per row.</summary>
    internal virtual long BackwardWork(int inputs, bool needsInputGradient) => 2 * ForwardWork(inputs);

    /// <summary>Multiply-adds of the largest part of <see cref="ParameterGradient"/>.</summary>
    internal virtual long GradientPartWork(int inputs, int rows) => ForwardWork(inputs) * rows / Math.Max(1, GradientParts(inputs, rows));

    /// <summary>Bytes that a part of <see cref="ParameterGradient"/> touches alone, and those that it shares with its neighbours.</summary>
    internal virtual (long Own, long Shared) GradientPartBytes(int inputs, int rows)
        => ((long)sizeof(float) * rows * ((long)inputs + OutputWidth(inputs)) / Math.Max(1, GradientParts(inputs, rows)), 0);
}
