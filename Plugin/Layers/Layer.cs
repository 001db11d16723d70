using NeuroAgents.Numerics;

namespace NeuroAgents.Layers;

/// <summary>One layer of a network: a description that owns no memory. Parameters, gradients and activations are passed in as slices and views.</summary>
/// <remarks>Immutable, so one layer may run on several threads, each on its own rows or parts. No method that runs in a step allocates.</remarks>
public abstract class Layer
{
    /// <summary>Kind of layer in names and summaries, lower case.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether the layer acts in training only, where it draws random numbers. In inference it would copy its input, so it is skipped.</summary>
    public virtual bool IsTrainingOnly => false;

    /// <summary>Returns the number of outputs for a number of inputs.</summary>
    public abstract int OutputWidth(int inputs);

    /// <summary>Returns the trainable tensors in the order of the layer's slice of the parameter buffer.</summary>
    public abstract IReadOnlyList<ParameterShape> Parameters(int inputs);

    /// <summary>Returns the number of values that <see cref="PrepareBackward"/> writes for <see cref="Backward"/>.</summary>
    public abstract int ScratchLength(int inputs);

    /// <summary>Returns the number of scratch values per row that <see cref="Backward"/> needs.</summary>
    public virtual int RowScratchWidth(int inputs) => 0;

    /// <summary>Returns the number of independent parts of <see cref="PrepareBackward"/>; 0 if there is nothing to prepare.</summary>
    public virtual int PreparationParts(int inputs) => 0;

    /// <summary>Returns the number of independent parts of <see cref="ParameterGradient"/> over a number of rows.</summary>
    public abstract int GradientParts(int inputs, int rows);

    /// <summary>Returns a short description for a network's summary, such as <c>Dense 64, relu</c>.</summary>
    public abstract string Describe();

    /// <summary>Computes output = f(input; parameters), row by row.</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="output">[batch, outputs], padded stride.</param>
    public abstract void Forward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output);

    /// <summary>Computes the output in training. The default is <see cref="Forward"/>.</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="input">[rows, inputs].</param>
    /// <param name="output">[rows, outputs], padded stride.</param>
    /// <param name="random">Random numbers of this step.</param>
    public virtual void TrainingForward(ReadOnlySpan<float> parameters, ReadOnlyMatrixView input, MatrixView output, in StepRandom random)
        => Forward(parameters, input, output);

    /// <summary>Rearranges some parts of the parameters for <see cref="Backward"/>. In each step, every part is prepared once before the first backward pass, if dL/dinput is needed.</summary>
    /// <param name="parameters">The layer's slice of the parameter buffer.</param>
    /// <param name="inputs">Number of inputs.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> values, zero before the first step and kept between steps.</param>
    /// <param name="firstPart">0 to <see cref="PreparationParts"/> − 1.</param>
    /// <param name="parts">Number of parts, at least 1.</param>
    public virtual void PrepareBackward(ReadOnlySpan<float> parameters, int inputs, Span<float> scratch, int firstPart, int parts)
    {
    }

    /// <summary>Runs the backward pass of some rows: writes dL/dinput if it is needed and turns dL/doutput into the input of <see cref="ParameterGradient"/>.</summary>
    public abstract void Backward(in BackwardPass pass);

    /// <summary>Writes some parts of dL/dparameters, summed over all rows of the batch. Called after <see cref="Backward"/> has processed every row.</summary>
    /// <param name="pass">The whole batch.</param>
    /// <param name="gradient">The layer's slice of the gradient buffer. The given parts are overwritten.</param>
    /// <param name="firstPart">0 to <see cref="GradientParts"/> − 1 for the number of rows of the pass.</param>
    /// <param name="parts">Number of parts, at least 1.</param>
    public abstract void ParameterGradient(in BackwardPass pass, Span<float> gradient, int firstPart, int parts);

    /// <summary>Returns the multiply-adds of <see cref="TrainingForward"/> per row.</summary>
    internal virtual long ForwardWork(int inputs) => (long)inputs * OutputWidth(inputs);

    /// <summary>Returns the multiply-adds of <see cref="Backward"/> per row.</summary>
    internal virtual long BackwardWork(int inputs, bool needsInputGradient) => 2 * ForwardWork(inputs);

    /// <summary>Returns the multiply-adds of the largest part of <see cref="ParameterGradient"/>.</summary>
    internal virtual long GradientPartWork(int inputs, int rows) => ForwardWork(inputs) * rows / Math.Max(1, GradientParts(inputs, rows));

    /// <summary>Returns the bytes that a part of <see cref="ParameterGradient"/> touches alone, and the bytes that it shares with neighbouring parts.</summary>
    internal virtual (long Own, long Shared) GradientPartBytes(int inputs, int rows)
        => ((long)sizeof(float) * rows * ((long)inputs + OutputWidth(inputs)) / Math.Max(1, GradientParts(inputs, rows)), 0);
}
