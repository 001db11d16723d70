using NeuroAgents.Models;
using NeuroAgents.Numerics;

namespace NeuroAgents.Devices;

/// <summary>A network on a device for forward passes, as in inference.</summary>
/// <remarks>
/// <para><see cref="Begin"/> starts a pass, and <see cref="TryEnd"/> ends it once its outputs exist, so that a caller need not wait for a device:</para>
/// <example><code>
/// predictor.Begin(rows, work);       // calls work.Fill; the processor calls work.Take too
/// // … a frame later
/// if (predictor.TryEnd()) { Use(work); }
/// </code></example>
/// <para>Rows are independent of their neighbours. After construction no call allocates. One thread at a time.</para>
/// </remarks>
public interface IDevicePredictor : IDisposable
{
    /// <summary>The task that the predictor was created for.</summary>
    PredictorTask Task { get; }

    /// <summary>Reads these parameters from the next pass on. The processor reads them in place; a device with memory of its own copies them, so call it again after they have changed.</summary>
    /// <param name="parameters">A snapshot with the task's network.</param>
    /// <exception cref="ArgumentException">The snapshot has no such network, or one of another length.</exception>
    void Use(ParameterSnapshot parameters);

    /// <summary>Begins a pass.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="work">Inputs and receiver of the outputs; held until the pass has ended.</param>
    /// <exception cref="InvalidOperationException">A pass is under way.</exception>
    void Begin(int rows, IPredictionRows work);

    /// <summary>Ends the pass if its outputs exist. By then, every row has been handed to <see cref="IPredictionRows.Take"/>.</summary>
    /// <returns>Whether the pass has ended; if not, try again later.</returns>
    /// <exception cref="InvalidOperationException">No pass is under way.</exception>
    bool TryEnd();
}

/// <summary>Rows of a forward pass: the source of their inputs and the receiver of their outputs.</summary>
/// <remarks>Called from several threads at once, each for rows of its own, in any order. Should not allocate.</remarks>
public interface IPredictionRows
{
    /// <summary>Writes the inputs of some rows.</summary>
    /// <param name="first">Number of the first row within the pass.</param>
    /// <param name="inputs">[rows, inputs]: write every value, not the padding.</param>
    /// <param name="worker">Index of the worker that fills these rows, for implementations that keep scratch memory for each worker.</param>
    void Fill(int first, MatrixView inputs, int worker);

    /// <summary>Receives the outputs of some rows. Their inputs were filled before, perhaps in other parts and by another worker.</summary>
    /// <param name="first">Number of the first row within the pass.</param>
    /// <param name="outputs">[rows, outputs], valid until the call returns.</param>
    /// <param name="worker">Index of the worker that calls.</param>
    void Take(int first, ReadOnlyMatrixView outputs, int worker);
}
